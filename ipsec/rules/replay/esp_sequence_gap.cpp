// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <memory>
#include <set>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

constexpr std::size_t max_kept = 65'536;

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format(
      "{} sequence number{} of {} never came ({:.2f} % of {}; longest run {}): {}", finding.count,
      finding.count == 1 ? "" : "s", to_text(finding.subject),
      100.0 * static_cast<double>(finding.count) /
          static_cast<double>(std::max<std::uint64_t>(evidence.number("numbers_expected"), 1)),
      evidence.number("numbers_expected"), evidence.number("longest_run"),
      evidence.text("over") == "TCP"
          ? "the capture missed them, or the sender dropped them before its TCP stream"
          : "packets were lost before the capture point or never sent");
}

// Several destinations of one SPI and one sender, without a negotiation: a manual SA for a group
// and its members (RFC 4552 section 7), whose one counter goes through all of them.
std::set<const sessions::EspFlow*> of_shared_counters(std::vector<const sessions::EspFlow*> flows) {
  const auto sender = [](const sessions::EspFlow* flow) {
    return std::tuple(flow->protocol, flow->spi, flow->session_id, flow->path.source);
  };
  std::ranges::sort(flows, {}, sender);
  std::set<const sessions::EspFlow*> shared;
  for (std::size_t i = 1; i < flows.size(); ++i) {
    const auto &one = *flows[i - 1], &other = *flows[i];
    if (sender(&one) != sender(&other) || one.child_sa != 0 || other.child_sa != 0 ||
        one.path.destination == other.path.destination || &one.sa() == &other.sa())
      continue;
    shared.insert({&one, &other});
  }
  return shared;
}

void judge(const Bench& bench, const sessions::EspFlow& flow) {
  const auto& numbers = flow.numbers;
  const auto damaged = flow.failures.numbers_damaged;
  if (numbers.lost() <= damaged || flow.unknown_spi) return;
  Finding& finding = bench.about(Subject(flow));
  finding.certainty = flow.icv_ok != 0 ? Certainty::decrypted : Certainty::inferred;
  finding.evidence.set("numbers_expected", numbers.highest - numbers.lowest + 1);
  finding.evidence.set("longest_run", numbers.longest_gap);
  if (flow.path.encapsulation == Encapsulation::tcp)
    finding.evidence.set("over", std::string("TCP"));
  if (flow.icv_ok == 0)
    finding.evidence.set("assumption", "every number on the wire is the sender's own");
  finding.add({flow.first_frame, flow.last_frame});
  finding.count = numbers.lost() - damaged;
  if (heard(finding))
    say_at_ends(finding, flow,
                fmt::format("of the numbers {} to {}, {} never came", numbers.lowest,
                            numbers.highest, finding.count));
  if (damaged != 0) finding.evidence.set("arrived_damaged", damaged);
}

struct Flows {
  std::vector<const sessions::EspFlow*> kept;
  bool all = true;
};

void install(const Bench& bench) {
  const auto flows = std::make_shared<Flows>();
  bench.events.to<sessions::EspFlowEnded>([bench, flows](const sessions::EspFlowEnded& event) {
    if (flows->kept.size() < max_kept) return flows->kept.push_back(&event.flow);
    flows->all = false;
    bench.findings.full_tables().add(bench.rule.id, "flows", max_kept);
  });
  bench.events.to<sessions::CaptureEnded>([bench, flows](const sessions::CaptureEnded& event) {
    const bool all = flows->all && event.facts.sas_not_tracked == 0;
    const auto shared = of_shared_counters(flows->kept);
    // Of flows that nothing negotiated, one that was left out may share the counter.
    for (const auto* flow : flows->kept)
      if (!shared.contains(flow) && (all || flow->child_sa != 0)) judge(bench, *flow);
  });
}

}  // namespace

extern const RuleInfo esp_sequence_gap;
const RuleInfo esp_sequence_gap{
    .id = "esp-sequence-gap",
    .family = Family::replay,
    .severity = Severity::low,
    .needs = Needs::headers,
    .title = "Sequence numbers are missing: packets were lost, or never sent",
    .why =
        "A sender counts every packet, so a number that never appears is a packet that was dropped "
        "between the sender and this capture point, that the capture itself missed, or that the "
        "sender counted and could not send. With keys only authentic packets count; without, a "
        "forged number further ahead looks like loss.",
    .advice =
        "Compare with the other end's counters or with a capture closer to the sender. Coverage "
        "says whether the capture dropped packets itself. Bursts point to congestion or rekeying, "
        "single losses to a bad link.",
    .specs = {"RFC 4303 section 2.2", "RFC 4303 section 3.3.3", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
