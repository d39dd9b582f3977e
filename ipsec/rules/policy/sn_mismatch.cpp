// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format(
      "{} Child SA{} of {} use{} 32-bit unspecified sequence numbers: no replay "
      "protection",
      finding.count, finding.count == 1 ? "" : "s", to_text(finding.subject),
      finding.count == 1 ? "s" : "");
}

void install(const Bench& bench) {
  // Group SAs come from GSA_AUTH and GSA_REKEY, never from these exchanges.
  bench.events.to<sessions::ChildSaMade>([bench](const sessions::ChildSaMade& event) {
    const auto* sn = event.child.selection.first(registry::transform_type::sn);
    if (sn == nullptr || sn->id != registry::sequence_numbers::unspecified_numbers_32) return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("spis",
                         fmt::format("0x{:08x} 0x{:08x}", event.child.spi_i, event.child.spi_r));
    finding.add({event.request_frame, event.response_frame});
  });
}

}  // namespace

extern const RuleInfo sn_mismatch;
const RuleInfo sn_mismatch{
    .id = "sn-mismatch",
    .family = Family::policy,
    .severity = Severity::medium,
    .needs = Needs::ike_keys,
    .title = "The sequence numbers of an SA do not fit its use",
    .why =
        "32-bit unspecified numbers (SN 2) are for group SAs with several senders, where the "
        "receiver cannot check them. On an SA between two peers they mean that there is no "
        "protection against replay.",
    .advice =
        "Offer 32-bit sequential (SN 0) or, for fast links, 64-bit sequential numbers (SN 1) for "
        "SAs between two peers.",
    .specs = {"RFC 9827", "RFC 9838", "RFC 4303 section 2.2.1", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
