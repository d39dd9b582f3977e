// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

namespace notify = registry::notify;

std::string sentence(const Finding& finding) {
  return fmt::format("{} refused a Child SA with {} in {}; the IKE SA stays",
                     finding.evidence.text("refused_by"), finding.evidence.text("notify"),
                     finding.evidence.text("exchange"));
}

// Answers that only ask to try again, or that lose a race between two exchanges.
bool passing(std::uint16_t type) {
  return type == notify::invalid_ke_payload || type == notify::temporary_failure ||
         type == notify::child_sa_not_found;
}

void install(const Bench& bench) {
  bench.events.to<sessions::SaRefused>([bench](const sessions::SaRefused& event) {
    if (event.protocol == registry::protocol::ike || passing(event.notify)) return;
    const auto& by = event.from_initiator ? event.sa.responder : event.sa.initiator;
    Finding& finding = bench.about(Subject(event.sa));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("refused_by", to_text(by.address));
    finding.evidence.set("notify",
                         registry::display_name(registry::NotifyType::registry(), event.notify));
    finding.evidence.set(
        "exchange", registry::display_name(registry::ExchangeType::registry(), event.exchange));
    finding.add({event.request_frame, event.response_frame});
  });
}

}  // namespace

extern const RuleInfo ike_child_refused;
const RuleInfo ike_child_refused{
    .id = "ike-child-refused",
    .family = Family::negotiation,
    .severity = Severity::medium,
    .needs = Needs::ike_keys,
    .title = "The IKE SA came up but a Child SA was refused",
    .why =
        "Authentication worked and the IKE SA stays, yet no traffic can flow through the Child SA "
        "that was asked for. Monitoring that looks at the IKE SA alone shows a tunnel that is up.",
    .advice =
        "The notify names what did not fit: NO_PROPOSAL_CHOSEN the algorithms, TS_UNACCEPTABLE the "
        "networks, NO_ADDITIONAL_SAS a limit of the peer, FAILED_CP_REQUIRED a missing address "
        "request, INTERNAL_ADDRESS_FAILURE an empty pool.",
    .specs = {"RFC 7296 section 1.2", "RFC 7296 section 1.3.1", "RFC 7296 section 2.25", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
