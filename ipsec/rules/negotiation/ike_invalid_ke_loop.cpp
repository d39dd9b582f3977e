// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

std::string method(std::uint16_t id) {
  return registry::display_name(registry::KeyExchangeMethod::registry(), id);
}

std::string sentence(const Finding& finding) {
  return fmt::format("{} refused the KE payload {} times, last {} wanting {}",
                     finding.evidence.text("responder"), finding.evidence.number("refusals"),
                     finding.evidence.text("offered"), finding.evidence.text("wanted"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    const auto& sa = event.sa;
    const auto& header = event.message.header();
    if (event.retransmission || header.major_version() != 2 || !header.response() ||
        header.exchange.value != registry::exchange::ike_sa_init || sa.invalid_ke < 2 ||
        !sa.refusal || sa.refusal->refusal_frame != event.datagram.frame)
      return;
    Finding& finding = bench.about(Subject(sa));
    finding.evidence.set("responder", to_text(sa.responder.address));
    finding.evidence.set("refusals", std::uint64_t{sa.invalid_ke});
    finding.evidence.set("offered", method(sa.refusal->offered));
    finding.evidence.set("wanted", method(sa.refusal->wanted));
    finding.add({sa.refusal->request_frame, sa.refusal->refusal_frame});
  });
}

}  // namespace

extern const RuleInfo ike_invalid_ke_loop;
const RuleInfo ike_invalid_ke_loop{
    .id = "ike-invalid-ke-loop",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_clear,
    .title = "INVALID_KE_PAYLOAD is answered again and again",
    .why =
        "The initiator tried the key exchange that the responder named and was refused again. The "
        "two will never agree: the responder names a method that it does not accept, or the "
        "initiator does not follow.",
    .advice =
        "Compare what the responder wants with what the initiator sends in the evidence. Leave a "
        "single key exchange method in both configurations to see which peer errs.",
    .specs = {"RFC 7296 section 1.2", "RFC 7296 section 2.7", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
