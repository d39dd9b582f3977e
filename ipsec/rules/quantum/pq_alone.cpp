// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::pq_alone {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} rests on {} alone, without a classical key exchange",
                     to_text(finding.subject), finding.evidence.text("key_exchange"));
}

// The key exchanges of a selection, NONE aside; empty when one of them is classical.
std::string quantum_resistant_only(const sessions::Proposal& selection) {
  std::string text;
  for (const auto& transform : selection.transforms) {
    if (!transform.is_key_exchange() || transform.id == 0) continue;
    if (!sessions::Proposal{0, 0, {}, {transform}}.quantum_resistant()) return {};
    text += (text.empty() ? "" : ", ") + to_text(transform);
  }
  return text;
}

void judge(const Bench& bench, const sessions::IkeSa& sa, std::uint32_t request_frame,
           std::uint32_t response_frame) {
  if (!sa.selection) return;
  const auto only = quantum_resistant_only(*sa.selection);
  if (only.empty()) return;
  Finding& finding = bench.about(Subject(sa));
  finding.evidence.set("key_exchange", only);
  finding.add({request_frame, response_frame});
  if (heard(finding))
    say_of_exchange(finding, request_frame, "asks for the IKE SA", response_frame,
                    "selects " + only + " alone");
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeSaNegotiated>([bench](const sessions::IkeSaNegotiated& event) {
    judge(bench, event.sa, event.request_frame, event.response_frame);
  });
  bench.events.to<sessions::IkeSaRekeyed>([bench](const sessions::IkeSaRekeyed& event) {
    judge(bench, event.new_sa, event.request_frame, event.response_frame);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "pq-alone",
    .family = Family::quantum,
    .severity = Severity::info,
    .needs = Needs::ike_clear,
    .title = "ML-KEM is the only key exchange",
    .why =
        "The IKE SA rests on ML-KEM alone. That is allowed and some policies (CNSA 2.0) want it, "
        "but a flaw found in ML-KEM or in its implementation would leave nothing; a hybrid still "
        "has its classical part.",
    .advice =
        "If your policy does not ask for ML-KEM alone, use a classical key exchange in IKE_SA_INIT "
        "and ML-KEM as ADDKE1 in IKE_INTERMEDIATE, which also keeps IKE_SA_INIT small.",
    .specs = {"draft-ietf-ipsecme-ikev2-mlkem", "RFC 9370 section 2.2.1", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::pq_alone
