// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::pq_downgrade_protection_absent {
namespace {

namespace notify = registry::notify;

constexpr auto protection = notify::ike_sa_init_full_transcript_auth;

std::string sentence(const Finding& finding) {
  return fmt::format("{} and {} agreed on {}; IKE_SA_INIT_FULL_TRANSCRIPT_AUTH (16447): {}",
                     finding.evidence.text("initiator"), finding.evidence.text("responder"),
                     finding.evidence.text("selected"), finding.evidence.text("said_by"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeSaNegotiated>([bench](const sessions::IkeSaNegotiated& event) {
    const auto& sa = event.sa;
    const bool initiator = sa.initiator_said(protection);
    const bool responder = sa.responder_said(protection);
    const bool both_know_ppk =
        (sa.initiator_said(notify::use_ppk) && sa.responder_said(notify::use_ppk)) ||
        (sa.initiator_said(notify::use_ppk_int) && sa.responder_said(notify::use_ppk_int));
    const bool cut = !sa.ppk_used && !both_know_ppk;
    // Without the request, or the end of a message, nobody knows what a peer said.
    if (cut || !sa.quantum_resistant() || event.request_frame == 0 || (initiator && responder))
      return;
    Finding& finding = bench.about(Subject(sa));
    finding.evidence.set("initiator", to_text(sa.initiator.address));
    finding.evidence.set("responder", to_text(sa.responder.address));
    finding.evidence.set("selected", to_text(*sa.selection));
    finding.evidence.set("said_by", initiator   ? "only the initiator"
                                    : responder ? "only the responder"
                                                : "neither peer");
    finding.add({event.request_frame, event.response_frame});
    const auto words = [](bool said) {
      return said ? "announces IKE_SA_INIT_FULL_TRANSCRIPT_AUTH"
                  : "does not announce IKE_SA_INIT_FULL_TRANSCRIPT_AUTH";
    };
    if (heard(finding))
      say_of_exchange(finding, event.request_frame, words(initiator), event.response_frame,
                      words(responder));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "pq-downgrade-protection-absent",
    .family = Family::quantum,
    .severity = Severity::low,
    .needs = Needs::ike_clear,
    .title = "A hybrid negotiation without downgrade protection",
    .why =
        "IKE_AUTH of each peer covers only its own IKE_SA_INIT message and its own view. Who can "
        "forge the AUTH of one peer can take the quantum-resistant part out of the offer "
        "unnoticed. IKE_SA_INIT_FULL_TRANSCRIPT_AUTH (16447) makes both peers authenticate both "
        "messages.",
    .advice =
        "Enable IKE_SA_INIT_FULL_TRANSCRIPT_AUTH at both peers as soon as they support it. Until "
        "then, take every classical-only choice out of the proposals, so that a downgrade ends in "
        "a refusal.",
    .specs = {"draft-ietf-ipsecme-ikev2-downgrade-prevention", "RFC 9370 section 4", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::pq_downgrade_protection_absent
