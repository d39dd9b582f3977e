// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} went on over TCP to {}: over UDP (IKE SA {}) nobody had answered",
                     finding.evidence.text("initiator"), finding.evidence.text("responder"),
                     finding.evidence.number("unanswered_ike_sa"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    const auto& sa = event.sa;
    if (!sa.fallback_from || sa.messages != 1) return;
    Finding& finding = bench.about(Subject(sa));
    finding.evidence.set("initiator", to_text(sa.initiator.address));
    finding.evidence.set("responder", to_text(sa.responder.address));
    finding.evidence.set("unanswered_ike_sa", std::uint64_t{*sa.fallback_from});
    finding.add({event.datagram.frame});
  });
}

}  // namespace

extern const RuleInfo ike_tcp_fallback;
const RuleInfo ike_tcp_fallback{
    .id = "ike-tcp-fallback",
    .family = Family::negotiation,
    .severity = Severity::info,
    .needs = Needs::headers,
    .title = "IKE went on over TCP because UDP went unanswered",
    .why =
        "An initiator that hears nothing over UDP may carry IKE and ESP in TCP. That works through "
        "filters that drop UDP, and costs throughput: every lost segment stops all packets behind "
        "it.",
    .advice =
        "Open UDP 500 and 4500 between the two where that is possible. Until then the tunnel "
        "works, "
        "more slowly.",
    .specs = {"RFC 9329 section 5", {}, {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
