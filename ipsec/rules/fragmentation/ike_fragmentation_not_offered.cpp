// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::ike_fragmentation_not_offered {
namespace {

constexpr auto supported = registry::notify::ikev2_fragmentation_supported;
// Links below 1500 octets (PPPoE, tunnels, VLANs) take about so much.
constexpr std::uint32_t near_the_mtu = 1400;

std::string sentence(const Finding& finding) {
  return fmt::format("{}: {} did not offer IKE fragmentation, with messages of up to {}",
                     to_text(finding.subject), finding.evidence.text("not_offered_by"),
                     counted(finding.evidence.number("largest_packet_octets"), "octet"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    const auto& sa = event.sa;
    const auto octets = event.datagram.ip.packet_octets;
    const bool large = octets >= near_the_mtu || event.datagram.ip.fragments != 0;
    const bool tcp = event.datagram.path.encapsulation == Encapsulation::tcp;
    if (!large || tcp || sa.version != 2 || !sa.seen_from_start || !sa.selection) return;
    const bool initiator = sa.initiator_said(supported);
    const bool responder = sa.responder_said(supported);
    if (initiator && responder) return;
    Finding& finding = bench.about(Subject(sa));
    finding.evidence.set("not_offered_by", std::string(initiator   ? "the responder"
                                                       : responder ? "the initiator"
                                                                   : "neither peer"));
    if (!initiator && !responder) finding.evidence.set("not_offered_by", std::string("both peers"));
    finding.evidence.raise_to("largest_packet_octets", octets);
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame, "a message in a packet of {0} octets", octets);
    finding.count = 1;  // one negotiation
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-fragmentation-not-offered",
    .family = Family::fragmentation,
    .severity = Severity::low,
    .needs = Needs::ike_clear,
    .title = "A peer with large messages does not offer IKE fragmentation",
    .why =
        "Without IKEV2_FRAGMENTATION_SUPPORTED from both peers, a message above the path MTU "
        "travels as IP fragments, which NATs and firewalls like to drop. Certificates and "
        "post-quantum key exchanges make messages that large.",
    .advice = "Enable IKE fragmentation (RFC 7383) on the named peer.",
    .specs = {"RFC 7383 section 2.3", "RFC 7383 section 2.4", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_fragmentation_not_offered
