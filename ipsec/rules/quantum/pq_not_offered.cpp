// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::pq_not_offered {
namespace {

namespace notify = registry::notify;

std::string sentence(const Finding& finding) {
  return fmt::format("{} offered {} no quantum-resistant key exchange and no PPK",
                     finding.evidence.text("initiator"), finding.evidence.text("responder"));
}

bool offers_quantum_resistance(const sessions::IkeSa& sa) {
  return std::ranges::any_of(sa.offer, &sessions::Proposal::quantum_resistant) ||
         sa.initiator_said(notify::use_ppk) || sa.initiator_said(notify::use_ppk_int);
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    const auto& header = event.message.header();
    const auto& sa = event.sa;
    if (header.major_version() != 2 || header.exchange.value != registry::exchange::ike_sa_init ||
        header.response() || event.retransmission)
      return;
    if (sa.offer.empty() || offers_quantum_resistance(sa)) return;
    // What was cut off may have offered it.
    if (event.datagram.cut_octets != 0) return;
    Finding& finding = bench.about(Subject(sa));
    finding.evidence.set("initiator", to_text(sa.initiator.address));
    finding.evidence.set("responder", to_text(sa.responder.address));
    finding.evidence.set("offered", to_text(sa.offer));
    // Attempts after COOKIE or INVALID_KE_PAYLOAD are the same offer.
    if (finding.count == 0)
      finding.add({event.datagram.frame});
    else
      finding.add_frames(std::array{event.datagram.frame});
    if (heard(finding))
      finding.say(event.datagram.frame, "attempt {0} offers {2}", finding.frames.size(), 0,
                  finding.evidence.text("offered"));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "pq-not-offered",
    .family = Family::quantum,
    .severity = Severity::low,
    .needs = Needs::ike_clear,
    .title = "No quantum-resistant key exchange and no PPK was offered",
    .why =
        "What this IKE SA and its Child SAs protect can be recorded now and opened once a quantum "
        "computer breaks the classical key exchange. The initiator offered nothing against it, so "
        "this is no fault of the responder.",
    .advice =
        "Offer ML-KEM as an additional key exchange (ADDKE1) beside the classical one, with "
        "IKE_INTERMEDIATE, or a post-quantum preshared key (USE_PPK).",
    .specs = {"RFC 9370", "draft-ietf-ipsecme-ikev2-mlkem", "RFC 8784", "RFC 9867"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::pq_not_offered
