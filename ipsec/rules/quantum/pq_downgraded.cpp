// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::pq_downgraded {
namespace {

namespace notify = registry::notify;

std::string quantum_resistant_part(const std::vector<sessions::Proposal>& offer) {
  std::string text;
  for (const auto& proposal : offer)
    for (const auto& transform : proposal.transforms) {
      const sessions::Proposal alone{0, 0, {}, {transform}};
      if (!alone.quantum_resistant()) continue;
      const auto name = to_text(transform);
      if (text.find(name) == std::string::npos) text += (text.empty() ? "" : ", ") + name;
    }
  return text;
}

std::string sentence(const Finding& finding) {
  return fmt::format("{} offered {}, {} selected {} without it; downgrade protection: {}",
                     finding.evidence.text("initiator"), finding.evidence.text("offered"),
                     finding.evidence.text("responder"), finding.evidence.text("selected"),
                     finding.evidence.text("downgrade_protection"));
}

std::string protection(const sessions::IkeSa& sa) {
  const bool initiator = sa.initiator_said(notify::ike_sa_init_full_transcript_auth);
  const bool responder = sa.responder_said(notify::ike_sa_init_full_transcript_auth);
  if (initiator && responder) return "in use (16447), so this is the responder's own choice";
  return "not in use: removal by an attacker who can forge one peer's AUTH would look the same";
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeSaNegotiated>([bench](const sessions::IkeSaNegotiated& event) {
    const auto& sa = event.sa;
    if (sa.quantum_resistant()) return;
    const auto methods = quantum_resistant_part(sa.offer);
    const bool ppk_offered =
        sa.initiator_said(notify::use_ppk) || sa.initiator_said(notify::use_ppk_int);
    const bool ppk_accepted =
        sa.responder_said(notify::use_ppk) || sa.responder_said(notify::use_ppk_int);
    if (ppk_accepted || (methods.empty() && !ppk_offered)) return;
    // The snap length cut off whether it took the preshared key.
    if (methods.empty() && !sa.ppk_used) return;
    Finding& finding = bench.about(Subject(sa));
    const std::string separator = methods.empty() || !ppk_offered ? "" : " and ";
    finding.evidence.set("initiator", to_text(sa.initiator.address));
    finding.evidence.set("responder", to_text(sa.responder.address));
    finding.evidence.set("offered",
                         methods + separator + (ppk_offered ? "a post-quantum preshared key" : ""));
    finding.evidence.set("selected", sa.selection ? to_text(*sa.selection) : "");
    finding.evidence.set("downgrade_protection", protection(sa));
    finding.add({event.request_frame, event.response_frame});
    if (heard(finding))
      say_of_exchange(finding, event.request_frame, "offers " + finding.evidence.text("offered"),
                      event.response_frame,
                      "selects " + finding.evidence.text("selected") + " without it");
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "pq-downgraded",
    .family = Family::quantum,
    .severity = Severity::high,
    .needs = Needs::ike_clear,
    .title = "Quantum resistance was offered and a classical result was selected",
    .why =
        "Traffic recorded today can be opened once a quantum computer breaks the classical key "
        "exchange. The initiator was ready for more: the responder does not support it, is not "
        "configured for it, or somebody between them removed it.",
    .advice =
        "Make the quantum-resistant part mandatory at the initiator (no NONE, no classical-only "
        "proposal), enable it at the responder, and use downgrade protection "
        "(IKE_SA_INIT_FULL_TRANSCRIPT_AUTH).",
    .specs = {"RFC 9370 section 2.2.1", "draft-ietf-ipsecme-ikev2-mlkem", "RFC 8784 section 3",
              "draft-ietf-ipsecme-ikev2-downgrade-prevention"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::pq_downgraded
