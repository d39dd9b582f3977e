// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules {
namespace {

// What the packets tell of the path between the two points.
std::string path_between(const Evidence& evidence) {
  if (evidence.text("delays").empty()) return {};
  const auto lost = evidence.number("one_side");
  return fmt::format("; between the points they took {}{}", evidence.text("delays"),
                     lost == 0 ? std::string()
                               : fmt::format(", and {} of this SA {} seen on one side only",
                                             counted(lost, "packet"), lost == 1 ? "was" : "were"));
}

std::string milliseconds(std::uint64_t nanoseconds) {
  return fmt::format("{:.3f}", static_cast<double>(nanoseconds) / 1e6);
}

// Of a flow, in nanoseconds.
struct Delays {
  std::uint64_t least = UINT64_MAX;
  std::uint64_t most = 0;
};

std::string sentence(const Finding& finding) {
  const auto beyond = finding.evidence.number("other_side");
  const auto packets =
      fmt::format("{} packet{} of {} {}", finding.count, finding.count == 1 ? "" : "s",
                  to_text(finding.subject), finding.count == 1 ? "was" : "were");
  if (beyond == finding.count)
    return fmt::format(
        "{} captured on both sides of a hop: the same octets and IP identification with another "
        "TTL; the first sighting is the one that counts{}",
        packets, path_between(finding.evidence));
  const auto of_them =
      beyond != 0 ? fmt::format("; {} of them on the other side of a hop", beyond) : std::string();
  return fmt::format(
      "{} captured twice within milliseconds, down to IP identification and TTL: a copy that the "
      "capture or the network made, not counted as a replay{}",
      packets, of_them);
}

void install(const Bench& bench) {
  const auto delays = bench.table<std::uint32_t, Delays>("flows");
  bench.events.to<sessions::EspFlowEnded>([bench, delays](const sessions::EspFlowEnded& event) {
    const auto& flow = event.flow;
    const auto* between = delays->get(flow.id);
    if (between == nullptr) return;
    Finding& finding = bench.about(Subject(flow));
    finding.evidence.set("delays", between->least == between->most
                                       ? fmt::format("{} ms", milliseconds(between->least))
                                       : fmt::format("{} to {} ms", milliseconds(between->least),
                                                     milliseconds(between->most)));
    const auto both = flow.second_sightings + flow.capture_duplicates;
    if (flow.packets > both) finding.evidence.set("one_side", flow.packets - both);
  });
  bench.events.to<sessions::EspCapturedTwice>([bench,
                                               delays](const sessions::EspCapturedTwice& event) {
    Finding& finding = bench.about(Subject(event.flow));
    finding.certainty = Certainty::inferred;
    finding.add({event.datagram.frame});
    if (event.hops != 0) {
      finding.evidence.set("other_side", finding.evidence.number("other_side") + 1);
      finding.evidence.raise_to("hops", event.hops);
      auto& between = (*delays)[event.flow.id];
      const auto delay = static_cast<std::uint64_t>(std::max<std::int64_t>(event.delay, 0));
      between.least = std::min(between.least, delay);
      between.most = std::max(between.most, delay);
      finding.evidence.set("assumption",
                           "what changed nothing but the TTL, within 100 ms, is a router between "
                           "two capture points");
      finding.say(event.datagram.frame,
                  event.hops == 1
                      ? MarkFormat("number {0}, captured before on the other side of a hop")
                      : MarkFormat("number {0}, captured before on the other side of {1} hops"),
                  wire_number(event.datagram), event.hops);
      return;
    }
    finding.evidence.set("assumption",
                         "an exact copy within 5 ms was made by the capture or the network");
    finding.say(event.datagram.frame,
                "number {0}, an exact copy of a packet that came less than 5 ms before, made by "
                "the capture or the network",
                wire_number(event.datagram));
  });
}

}  // namespace

extern const RuleInfo esp_capture_duplicate;
const RuleInfo esp_capture_duplicate{
    .id = "esp-capture-duplicate",
    .family = Family::replay,
    .severity = Severity::info,
    .needs = Needs::headers,
    .title = "The capture holds the same packet twice",
    .why =
        "The same octets with the same IP identification and TTL came again within a few "
        "milliseconds: a mirror port that sees both directions, two interfaces in one capture, "
        "or a network that duplicates. With another TTL the capture saw both sides of a router. "
        "One capture point cannot tell these from each other, so "
        "it is not counted as a replay.",
    .advice =
        "Capture on one interface. If there is one interface only, something on the path "
        "duplicates packets: a receiver with anti-replay drops the copies and counts them.",
    .specs = {"RFC 4303 section 3.4.3", {}, {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
