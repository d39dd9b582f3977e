// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/negotiation/ikev1_refusal.h"
#include "ipsec/rules/negotiation/refusal.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::ike_child_refused {
namespace {

namespace notify = registry::notify;

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format("{} refused {} with {} in {}; the IKE SA {}", evidence.text("refused_by"),
                     evidence.text("what"), evidence.text("notify"), evidence.text("exchange"),
                     evidence.text("ike_sa"));
}

// Answers that only ask to try again, or that lose a race between two exchanges.
bool passing(std::uint16_t type) {
  return type == notify::invalid_ke_payload || type == notify::temporary_failure ||
         type == notify::child_sa_not_found;
}

// Quick mode of IKEv1.
void take_ikev1(const Bench& bench, const sessions::Ikev1Refused& event) {
  if (!event.notify || phase_of(event) != Ikev1Phase::quick_mode) return;
  Finding& finding = about_refusal(bench, event);
  finding.evidence.set("what", std::string("a Child SA"));
  finding.evidence.set("ike_sa", std::string("stays"));
  if (event.asked != nullptr)
    finding.evidence.set("asked", to_text(sessions::proposals_of(*event.asked)));
}

void install(const Bench& bench) {
  bench.events.to<sessions::Ikev1Refused>(
      [bench](const sessions::Ikev1Refused& event) { take_ikev1(bench, event); });
  bench.events.to<sessions::SaRefused>([bench](const sessions::SaRefused& event) {
    const bool of_ike = event.protocol == registry::protocol::ike;
    // ike-no-proposal-chosen compares what was offered.
    if (passing(event.notify) || (of_ike && event.notify == notify::no_proposal_chosen)) return;
    const auto& by = event.from_initiator ? event.sa.responder : event.sa.initiator;
    Finding& finding = bench.about(Subject(event.sa));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("refused_by", to_text(by.address));
    const auto type = registry::NotifyType::read(bench.profile, event.notify);
    finding.evidence.set("what", of_ike ? "the rekey of the IKE SA" : "a Child SA");
    finding.evidence.set("notify", type.display_name());
    // RFC 7296 section 2.21.3: fatal in both peers.
    const bool fatal = event.notify == notify::invalid_syntax;
    finding.evidence.set("ike_sa", fatal ? "ends with it" : "stays");
    if (event.request != nullptr) finding.evidence.set("asked", asked_text(*event.request));
    finding.evidence.set("why", cause_of_refusal(type, to_text(by.address)));
    finding.evidence.set(
        "exchange", registry::display_name(registry::ExchangeType::registry(), event.exchange));
    finding.add({event.request_frame, event.response_frame});
    if (heard(finding))
      say_of_exchange(finding, event.request_frame, "asks for " + finding.evidence.text("what"),
                      event.response_frame, "refuses it with " + type.display_name());
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-child-refused",
    .family = Family::negotiation,
    .severity = Severity::medium,
    .needs = Needs::ike_keys,
    .title = "The IKE SA came up but another SA was refused",
    .why =
        "Authentication worked, yet no traffic can flow through the Child SA that was asked for. "
        "Monitoring that looks at the IKE SA alone shows a tunnel that is up.",
    .advice =
        "The notify names what did not fit: NO_PROPOSAL_CHOSEN the algorithms, TS_UNACCEPTABLE the "
        "networks, NO_ADDITIONAL_SAS a limit of the peer, FAILED_CP_REQUIRED a missing address "
        "request, INTERNAL_ADDRESS_FAILURE an empty pool. In IKEv1 INVALID-ID-INFORMATION means the "
        "networks, which both sides must name alike.",
    .specs = {"RFC 7296 section 1.2", "RFC 7296 section 1.3.1", "RFC 7296 section 2.25",
              "RFC 2409 section 5.5"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_child_refused
