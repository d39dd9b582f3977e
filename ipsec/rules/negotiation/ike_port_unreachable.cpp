// SPDX-License-Identifier: GPL-2.0-or-later
#include <string_view>

#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/icmp_reason.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} reported {} for IKE to {}, {} time{}", finding.evidence.text("reporter"),
                     finding.evidence.text("reason"), finding.evidence.text("destination"),
                     finding.count, finding.count == 1 ? "" : "s");
}

void install(const Bench& bench) {
  bench.events.to<sessions::IcmpErrorSeen>([bench](const sessions::IcmpErrorSeen& event) {
    const auto reason = unreachable_text(event.error.reason);
    if (event.error.carried != Carried::ike || reason.empty()) return;
    Finding& finding = bench.about(event.ike_sa != nullptr ? Subject(*event.ike_sa) : Subject());
    const auto& quoted = event.error.quoted;
    finding.evidence.set("reporter", to_text(event.datagram.path.source));
    finding.evidence.set("reason", std::string(reason));
    finding.evidence.set("destination", to_text(quoted.destination, quoted.destination_port));
    finding.add({event.datagram.frame});
    if (heard(finding))
      finding.say(event.datagram.frame, "{2}, error {0}", finding.count, 0,
                  fmt::format("{} for IKE to {}", reason, finding.evidence.text("destination")));
  });
}

}  // namespace

extern const RuleInfo ike_port_unreachable;
const RuleInfo ike_port_unreachable{
    .id = "ike-port-unreachable",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::headers,
    .title = "ICMP says that an IKE message could not be delivered",
    .why =
        "A host answered that nothing listens on the port, or a router that there is no way to the "
        "host. No IKE daemon runs there, it listens on another address or port, or a filter "
        "rejects it.",
    .advice =
        "Look at who sent the ICMP error: the peer itself (is the daemon up, and bound to that "
        "address?) or a router on the way (routing, filter).",
    .specs = {"RFC 792", "RFC 4443 section 3.1", "RFC 7296 section 2.4", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
