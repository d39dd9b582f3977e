// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::eesp_proposal_invalid {
namespace {

namespace types = registry::transform_type;
namespace numbers = registry::sequence_numbers;
using sessions::Proposal;

bool means_eesp(const sessions::Transform& sn) {
  return sn.meaning == numbers::sequential_numbers_64 || sn.meaning == numbers::none;
}

std::string fault_of_eesp(const Proposal& selection) {
  const auto algorithms = selection.algorithms();
  const auto* cipher = registry::encryption_parameters(algorithms.encr.meaning);
  const auto* sn = selection.first(types::sn);
  const auto* integ = selection.first(types::integ);
  if (cipher != nullptr && !cipher->is_aead() &&
      cipher->kind != registry::EncryptionClass::aead_authentication_only)
    return fmt::format("{} is no AEAD cipher", algorithms.encr.display_name());
  if (integ != nullptr && algorithms.integ != registry::integrity_algorithm::none)
    return fmt::format("{} beside an AEAD cipher", algorithms.integ.display_name());
  if (sn == nullptr) return "no transform says whether packets are numbered";
  if (!means_eesp(*sn))
    return fmt::format("{} is not for EESP", sn->as<registry::SequenceNumbers>().display_name());
  if (sn->meaning == numbers::none && cipher != nullptr &&
      cipher->kind == registry::EncryptionClass::aead_implicit_iv)
    return fmt::format("{} takes its IV from the sequence number, and there is none",
                       algorithms.encr.display_name());
  return {};
}

std::string fault_of_esp(const Proposal& selection) {
  const auto* sn = selection.first(types::sn);
  if (sn == nullptr || !means_eesp(*sn)) return {};
  return fmt::format("{} in an SA that is none of EESP",
                     sn->as<registry::SequenceNumbers>().display_name());
}

std::string sentence(const Finding& finding) {
  return fmt::format("{} agreed on a Child SA that breaks the rules of EESP: {}",
                     to_text(finding.subject), finding.evidence.text("what"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::ChildSaMade>([bench](const sessions::ChildSaMade& event) {
    const auto what = event.child.protocol == Protocol::eesp ? fault_of_eesp(event.child.selection)
                                                             : fault_of_esp(event.child.selection);
    if (what.empty()) return;
    Finding& finding = bench.about(Subject(event.sa));
    if (finding.count == 0) finding.evidence.set("what", what);
    finding.evidence.set("profile", std::string("experimental"));
    finding.certainty = Certainty::decrypted;
    finding.add({event.request_frame, event.response_frame});
    if (heard(finding))
      say_of_exchange(finding, event.request_frame,
                      "asks for an SA that was made against the rules of EESP",
                      event.response_frame, "agrees on it: " + what);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "eesp-proposal-invalid",
    .family = Family::negotiation,
    .severity = Severity::medium,
    .needs = Needs::ike_keys,
    .title = "An EESP SA was agreed on with transforms that EESP does not have",
    .why =
        "EESPv0 takes AEAD ciphers only, no integrity algorithm, and either 64-bit "
        "Sequential Numbers or None, which are in turn not for ESP. None goes with no "
        "cipher that takes its IV from the number. A peer must ignore such transforms; two "
        "peers that agree on them will not understand each other, or have no replay "
        "protection that they believe to have.",
    .advice =
        "Correct the proposals: AES-GCM or ChaCha20-Poly1305 with 64-bit Sequential "
        "Numbers, and an SSKDF where sub-SAs are wanted.",
    .specs = {"draft-ietf-ipsecme-eesp-ikev2-02 section 3.2"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::eesp_proposal_invalid
