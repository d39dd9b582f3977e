// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/rule.h"

namespace espect::rules::dscp_reordering {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format(
      "{} packet{} of {} came left of the window behind packets of another DSCP ({})",
      finding.count, finding.count == 1 ? "" : "s", to_text(finding.subject),
      finding.evidence.text("classes"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::SequenceOutOfOrder>([bench](const sessions::SequenceOutOfOrder& event) {
    if (event.verdict != sessions::SequenceVerdict::left_of_window) return;
    const unsigned late = event.datagram.ip.traffic_class >> 2;
    const unsigned ahead = event.flow.sa().highest_traffic_class >> 2;
    if (late == ahead) return;
    Finding& finding = bench.about(Subject(event.flow));
    finding.certainty = Certainty::inferred;
    finding.evidence.set("assumption",
                         fmt::format("the receiver's window is {}", event.flow.window));
    finding.evidence.set("classes", fmt::format("{} behind {}", late, ahead));
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame,
                "a packet with DSCP {0} came left of the window behind DSCP {1}", late, ahead);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "dscp-reordering",
    .family = Family::policy,
    .severity = Severity::medium,
    .needs = Needs::headers,
    .title = "Traffic classes that share one SA are reordered beyond its window",
    .why =
        "Packets with different DSCP values take different queues. On one SA a receiver sees the "
        "slow class arrive left of its anti-replay window and drops authentic packets.",
    .advice =
        "Make one SA per class (RFC 4301 section 4.1), or enlarge the window to what "
        "esp-left-of-window says.",
    .specs = {"RFC 4301 section 4.1", "RFC 4303 section 3.4.3", "RFC 2983", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::dscp_reordering
