// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/rule.h"

namespace espect::rules::ikev1_pfs_missing {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format(
      "quick mode between {} and {} made 0x{:08x} and 0x{:08x} without a key exchange "
      "of its own{}",
      finding.evidence.text("initiator"), finding.evidence.text("responder"),
      finding.evidence.number("spi_i"), finding.evidence.number("spi_r"),
      finding.count > 1 ? fmt::format(", and so {} times", finding.count) : "");
}

void install(const Bench& bench) {
  bench.events.to<sessions::QuickModeCompleted>([bench](const sessions::QuickModeCompleted& event) {
    if (event.selected.group) return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.certainty = Certainty::decrypted;
    if (finding.count == 0) {
      finding.evidence.set("initiator", to_text(event.child.initiator.address));
      finding.evidence.set("responder", to_text(event.child.responder.address));
      finding.evidence.set("spi_i", std::uint64_t{event.child.spi_i});
      finding.evidence.set("spi_r", std::uint64_t{event.child.spi_r});
    }
    finding.add({event.request_frame, event.response_frame});
    finding.say(event.request_frame, "asks for 0x{0:08x} without a key exchange of its own",
                event.child.spi_i);
    finding.say(event.response_frame, "makes 0x{1:08x} for 0x{0:08x} without a key exchange",
                event.child.spi_i, event.child.spi_r);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ikev1-pfs-missing",
    .family = Family::policy,
    .severity = Severity::low,
    .needs = Needs::ike_keys,
    .title = "Quick mode without perfect forward secrecy",
    .why =
        "Without a KE payload the keys of all Child SAs follow from SKEYID_d of phase 1 and from nonces "
        "that phase 1 protects. Whoever learns the secrets of phase 1, even years later, reads "
        "everything that was sent under it.",
    .advice = "Name a group for phase 2 on both sides (PFS), the same as in phase 1 or better.",
    .specs = {"RFC 2409 section 5.5", "RFC 2409 section 8", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ikev1_pfs_missing
