// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::iptfs_block_offset_broken {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} AGGFRAG payload{} of {} contradict{} the one before", finding.count,
                     finding.count == 1 ? "" : "s", to_text(finding.subject),
                     finding.count == 1 ? "s" : "");
}

void install(const Bench& bench) {
  bench.events.to<sessions::EspFlowEnded>([bench](const sessions::EspFlowEnded& event) {
    if (event.aggfrag == nullptr || event.aggfrag->malformed == 0) return;
    // Payloads are read in the order in which they came, which says nothing of the sender's.
    if (!event.flow.sequential()) return;
    Finding& finding = bench.about(Subject(event.flow));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("inner_packets", event.aggfrag->inner_packets);
    finding.evidence.set("incomplete_inner_packets", event.aggfrag->incomplete);
    finding.add({event.flow.first_frame, event.flow.last_frame});
    finding.count = event.aggfrag->malformed;
    if (heard(finding))
      say_at_ends(
          finding, event.flow,
          fmt::format("of their AGGFRAG payloads {} contradict the one before or are broken",
                      event.aggfrag->malformed));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "iptfs-block-offset-broken",
    .family = Family::fragmentation,
    .severity = Severity::medium,
    .needs = Needs::esp_keys,
    .title = "IP-TFS payloads do not fit together",
    .why =
        "The block offset of an AGGFRAG payload says where the first new inner packet begins. Here "
        "it contradicts what the payload before left open, although no sequence number is missing "
        "in between, or the header itself is broken: inner packets are lost.",
    .advice =
        "Look at the sender's IP-TFS implementation. Losses in the outer sequence are not the "
        "cause; those are reported by esp-sequence-gap.",
    .specs = {"RFC 9347 section 2.2.3", "RFC 9347 section 6.1", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::iptfs_block_offset_broken
