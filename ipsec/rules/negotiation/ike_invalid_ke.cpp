// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format(
      "the responder refused the KE payload with {} and wants {}; the initiator tried again with "
      "{} (one "
      "round trip lost)",
      finding.evidence.text("offered"), finding.evidence.text("wanted"),
      finding.evidence.text("retried"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::KeyExchangeRetried>([bench](const sessions::KeyExchangeRetried& event) {
    Finding& finding = bench.about(Subject(event.sa));
    finding.evidence.set("offered", event.offered.display_name());
    finding.evidence.set("wanted", event.wanted.display_name());
    finding.evidence.set("retried", event.retried.display_name());
    finding.add({event.first_request_frame, event.refusal_frame, event.retry_frame});
  });
}

}  // namespace

extern const RuleInfo ike_invalid_ke;
const RuleInfo ike_invalid_ke{
    .id = "ike-invalid-ke",
    .family = Family::negotiation,
    .severity = Severity::info,
    .needs = Needs::ike_clear,
    .title = "The first key exchange method was not the responder's choice",
    .why =
        "The initiator has to guess one method for its KE payload. A wrong guess costs a round "
        "trip; it is no error.",
    .advice = "Put the method that the responder prefers first in the initiator's proposal.",
    .specs = {"RFC 7296 section 1.2", "RFC 7296 section 1.3", "RFC 7296 section 2.7", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
