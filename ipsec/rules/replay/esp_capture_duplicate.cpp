// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/between_points.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::esp_capture_duplicate {
namespace {

std::string sentence(const Finding& finding) {
  return captured_twice_text(finding, "packet", "replay");
}

void install(const Bench& bench) {
  const auto delays = bench.table<std::uint32_t, BetweenPoints>("flows");
  bench.events.to<sessions::EspFlowEnded>([bench, delays](const sessions::EspFlowEnded& event) {
    const auto& flow = event.flow;
    const auto* between = delays->get(flow.id);
    if (between == nullptr) return;
    const auto both = flow.second_sightings + flow.capture_duplicates;
    between->conclude(bench.about(Subject(flow)).evidence,
                      flow.packets > both ? flow.packets - both : 0);
  });
  bench.events.to<sessions::EspCapturedTwice>([bench,
                                               delays](const sessions::EspCapturedTwice& event) {
    Finding& finding = bench.about(Subject(event.flow));
    finding.certainty = Certainty::inferred;
    finding.add({event.datagram.frame});
    if (event.hops != 0) {
      finding.evidence.set("other_side", finding.evidence.number("other_side") + 1);
      finding.evidence.raise_to("hops", event.hops);
      (*delays)[event.flow.id].add(event.delay);
      finding.evidence.set("assumption", router_between_points);
      finding.say(event.datagram.frame,
                  event.hops == 1
                      ? MarkFormat("number {0}, captured before on the other side of a hop")
                      : MarkFormat("number {0}, captured before on the other side of {1} hops"),
                  wire_number(event.datagram), event.hops);
      return;
    }
    finding.evidence.set("assumption", copy_of_the_capture);
    finding.say(event.datagram.frame,
                "number {0}, an exact copy of a packet that came less than 5 ms before, made by "
                "the capture or the network",
                wire_number(event.datagram));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
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

}  // namespace espect::rules::esp_capture_duplicate
