// SPDX-License-Identifier: GPL-2.0-or-later
#include <string_view>

#include <fmt/format.h>

#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::esp_ip_fragmented {
namespace {

// IPv6 routers never fragment, and a TTL that is still an initial one has passed no router.
std::string_view maker(const Datagram& datagram) {
  const auto ttl = datagram.ip.ttl;
  if (datagram.path.source.v6) return "made by the sender";
  if (ttl == 64 || ttl == 128 || ttl == 255) return "made by the sender";
  return "made by the sender or by a router on the way";
}

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format("{} packet{} of {} came as IP fragments (largest {}): {}", finding.count,
                     finding.count == 1 ? "" : "s", to_text(finding.subject),
                     counted(evidence.number("largest_packet_octets"), "octet"),
                     evidence.text("made_by"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::EspFragmented>([bench](const sessions::EspFragmented& event) {
    const auto& ip = event.datagram.ip;
    Finding& finding = bench.about(Subject(event.flow));
    finding.evidence.raise_to("largest_packet_octets", ip.packet_octets);
    finding.evidence.raise_to("largest_fragment_octets", ip.largest_piece);
    finding.evidence.set("ip_fragments", finding.evidence.number("ip_fragments") + ip.fragments);
    const auto made_by = maker(event.datagram);
    const auto before = finding.evidence.text("made_by");
    finding.evidence.set("made_by", before.empty() || before == made_by
                                        ? std::string(made_by)
                                        : std::string("made by the sender and on the way"));
    finding.add({});
    say_of_ip_fragments(finding, event.datagram, ", " + std::string(made_by));
    finding.add_frames(event.datagram.fragment_frames);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "esp-ip-fragmented",
    .family = Family::fragmentation,
    .severity = Severity::medium,
    .needs = Needs::headers,
    .title = "ESP packets travel as IP fragments",
    .why =
        "Only the first fragment carries the SPI (or the UDP ports), so firewalls and NATs drop "
        "the others, load balancers send them elsewhere, and one lost fragment loses the whole "
        "packet. The receiver must reassemble before it can verify anything, which costs memory "
        "that an attacker can fill.",
    .advice =
        "Lower the MTU of the tunnel or clamp the TCP MSS so that packets fit after encryption, or "
        "let the gateway fragment before encryption. If a router fragmented them, set DF on the "
        "outer packet and let path MTU discovery work.",
    .specs = {"RFC 4303 section 3.3.4", "RFC 4301 section 8", "RFC 8200 section 5", "RFC 8900"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::esp_ip_fragmented
