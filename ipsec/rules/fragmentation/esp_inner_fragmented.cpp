// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/ip/ip_view.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::esp_inner_fragmented {
namespace {

bool is_fragment(std::uint8_t protocol, Bytes packet) {
  ip::IpView view;
  return ip::protocol::is_ip(protocol) && ip::read_ip(packet, 0, view) == ip::IpProblem::none &&
         view.fragment;
}

std::string sentence(const Finding& finding) {
  return fmt::format("{} of {} {}, made before encryption (largest {})",
                     counted(finding.count, "inner packet"), to_text(finding.subject),
                     finding.count == 1 ? "is an IP fragment" : "are IP fragments",
                     counted(finding.evidence.number("largest_inner_octets"), "octet"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::InnerPacket>([bench](const sessions::InnerPacket& event) {
    if (!is_fragment(event.protocol, event.octets)) return;
    Finding& finding = bench.about(Subject(event.flow));
    finding.certainty = Certainty::decrypted;
    finding.evidence.raise_to("largest_inner_octets", event.octets.size());
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame,
                "number {1}: the inner packet of {0} octets is an IP fragment", event.octets.size(),
                event.sequence);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "esp-inner-fragmented",
    .family = Family::fragmentation,
    .severity = Severity::low,
    .needs = Needs::esp_keys,
    .title = "Packets were fragmented before encryption",
    .why =
        "The inner packets are IP fragments, each in an ESP packet of its own. That is the better "
        "place to fragment, but every piece pays the ESP overhead, and the inner host reassembles.",
    .advice = "Lower the MTU of the inner hosts or clamp the TCP MSS to what fits into the tunnel.",
    .specs = {"RFC 4301 section 8", "RFC 4303 section 3.3.4", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::esp_inner_fragmented
