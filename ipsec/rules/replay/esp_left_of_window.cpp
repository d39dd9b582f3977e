// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/rule.h"

namespace espect::rules::esp_left_of_window {
namespace {

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format(
      "{} packet{} on {} arrived {} or more behind the highest sequence number (worst {}), where a "
      "receiver with a window of {} drops; a window of {} would have sufficed",
      finding.count, finding.count == 1 ? "" : "s", to_text(finding.subject),
      evidence.number("window"), evidence.number("worst_distance"), evidence.number("window"),
      evidence.number("window_needed"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::SequenceOutOfOrder>([bench](const sessions::SequenceOutOfOrder& event) {
    if (event.verdict != sessions::SequenceVerdict::left_of_window) return;
    Finding& finding = bench.about(Subject(event.flow));
    finding.certainty =
        event.authentic && event.flow.window_known ? Certainty::decrypted : Certainty::inferred;
    finding.evidence.set("window", std::uint64_t{event.flow.window});
    finding.evidence.raise_to("worst_distance", event.distance);
    finding.evidence.raise_to("window_needed", event.distance + 1);
    if (!event.flow.window_known)
      finding.evidence.set("assumption",
                           event.flow.eesp != nullptr
                               ? "the receiver's window is 64, the least that EESP allows"
                               : "the receiver's window is 32, the least that RFC 4303 allows");
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame,
                "sequence number {0} comes {1} behind the highest, left of the window",
                event.sequence, event.distance);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "esp-left-of-window",
    .family = Family::replay,
    .severity = Severity::medium,
    .needs = Needs::headers,
    .title = "Packets arrive too late for the receiver's anti-replay window",
    .why =
        "A receiver drops a packet whose number lies left of its window, although it is authentic "
        "and was never seen. Reordering on the path (parallel links, per-packet load sharing, QoS "
        "queues, multi-core senders) then looks like loss.",
    .advice =
        "Enlarge the receiver's replay window to what the evidence says, or remove the reordering: "
        "keep one SA per DSCP class or per CPU (RFC 9611).",
    .specs = {"RFC 4303 section 3.4.3", "RFC 4303 appendix A", "RFC 6479", "RFC 4301 section 4.1"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::esp_left_of_window
