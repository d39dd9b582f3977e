// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::ike_sa_init_exceeds_mtu {
namespace {

constexpr std::uint32_t ethernet_mtu = 1500;

std::string sentence(const Finding& finding) {
  return fmt::format("{} IKE_SA_INIT message{} of {} {} larger than the path takes: {}",
                     finding.count, finding.count == 1 ? "" : "s", to_text(finding.subject),
                     finding.count == 1 ? "is" : "are",
                     counted(finding.evidence.number("largest_packet_octets"), "octet"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    if (event.message.header().exchange.value != registry::exchange::ike_sa_init) return;
    if (event.datagram.path.encapsulation == Encapsulation::tcp) return;
    const auto& ip = event.datagram.ip;
    if (ip.fragments == 0 && ip.packet_octets <= ethernet_mtu) return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.evidence.raise_to("largest_packet_octets", ip.packet_octets);
    finding.add({event.datagram.frame});
    finding.add_frames(event.datagram.fragment_frames);
    if (ip.fragments == 0)
      finding.say(event.datagram.frame, "IKE_SA_INIT in a packet of {0} octets", ip.packet_octets);
    else
      say_of_ip_fragments(finding, event.datagram, " that holds IKE_SA_INIT");
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-sa-init-exceeds-mtu",
    .family = Family::fragmentation,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "IKE_SA_INIT does not fit into the path MTU",
    .why =
        "IKE_SA_INIT is the one exchange that IKE fragmentation cannot split. Larger than the path "
        "MTU it travels as IP fragments, and where those are dropped no SA is ever made: "
        "ML-KEM-768 or 1024 as the first key exchange does that.",
    .advice =
        "Use a small first key exchange (x25519) and move ML-KEM into IKE_INTERMEDIATE as an "
        "additional one, or use TCP encapsulation (RFC 9329).",
    .specs = {"RFC 7383 section 2.3", "RFC 9370 section 2.2.2", "RFC 9242", "RFC 9329"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_sa_init_exceeds_mtu
