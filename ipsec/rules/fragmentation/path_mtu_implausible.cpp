// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/fragmentation/too_big.h"
#include "ipsec/rules/words.h"

namespace espect::rules::path_mtu_implausible {
namespace {

std::string sentence(const Finding& finding) {
  if (finding.evidence.text("carried") == "notify")
    return fmt::format("{} announced{} of {} in {}, which no path has", finding.count,
                       finding.count == 1 ? " path MTU" : " path MTUs",
                       counted(finding.evidence.number("mtu"), "octet"), to_text(finding.subject));
  return fmt::format("{} ICMP message{} about {} packets to {} {} an MTU of {}, which no path has",
                     finding.count, finding.count == 1 ? "" : "s", finding.evidence.text("carried"),
                     to_text(finding.subject.destination), finding.count == 1 ? "names" : "name",
                     counted(finding.evidence.number("mtu"), "octet"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::IcmpErrorSeen>([bench](const sessions::IcmpErrorSeen& event) {
    const auto& error = event.error;
    const std::uint32_t least = error.quoted.source.v6 ? 1280 : 68;
    // 0 is an old router that names none (RFC 1191 section 5).
    if (is_too_big(error) && error.mtu != 0 && error.mtu < least) too_big_finding(bench, event);
  });
  bench.events.to<sessions::PathMtuAnnounced>([bench](const sessions::PathMtuAnnounced& event) {
    const auto& said = event.announcement;
    if (said.mtu >= (said.egress.v6 ? 1280U : 576U) && said.mtu <= 65535) return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("carried", std::string("notify"));
    finding.evidence.set("mtu", std::uint64_t{said.mtu});
    finding.add({said.request_frame});
    finding.say(said.request_frame, "announces a path MTU of {0} octets, which no path has",
                said.mtu);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "path-mtu-implausible",
    .family = Family::fragmentation,
    .severity = Severity::high,
    .needs = Needs::headers,
    .title = "An MTU is advertised that no path has",
    .why =
        "An ICMP message about an IPsec packet names an MTU below what IP allows: 68 octets for "
        "IPv4, 1280 for IPv6. ICMP is not authenticated: somebody may want to make the tunnel "
        "useless. A gateway that believes it sends tiny packets or none. An LMAP or PTB notify "
        "below 576 or 1280 octets is authenticated, but whoever fragments packets on the path can "
        "make the peer send it.",
    .advice =
        "Ignore such values (RFC 4301 section 8.2.2 leaves it to policy), and find out who sent "
        "them.",
    .specs = {"RFC 4301 section 8.2.2", "RFC 1191 section 3", "RFC 8200 section 5", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::path_mtu_implausible
