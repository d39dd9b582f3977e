// SPDX-License-Identifier: GPL-2.0-or-later
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "ipsec/rules/fragmentation/too_big.h"
#include "ipsec/rules/words.h"

namespace espect::rules::path_mtu_exceeded {
namespace {

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format(
      "{} ICMP message{} {} that {} packets to {} must not be larger than {} (one had {}); "
      "{}",
      finding.count, finding.count == 1 ? "" : "s", finding.count == 1 ? "says" : "say",
      evidence.text("carried"), to_text(finding.subject.destination),
      counted(evidence.number("mtu"), "octet"), evidence.number("quoted_octets"),
      evidence.text("sender"));
}

void install(const Bench& bench) {
  // By protocol, SPI and destination: an SA may be known later than the message about it.
  using Quoted = std::tuple<std::optional<Protocol>, std::uint32_t, Address>;
  const auto told = bench.table<Quoted, Subject>("flows");
  bench.events.to<sessions::IcmpErrorSeen>([bench, told](const sessions::IcmpErrorSeen& event) {
    const auto& error = event.error;
    if (!is_too_big(error)) return;
    Finding& finding = too_big_finding(bench, event);
    finding.evidence.raise_to("quoted_octets", error.quoted_packet_octets);
    finding.evidence.set("sender", std::string("whether the sender adapted is not seen"));
    const auto& subject = finding.subject;
    told->insert_or_assign({subject.protocol, subject.spi, subject.destination}, subject);
  });
  bench.events.to<sessions::EspFlowEnded>([bench, told](const sessions::EspFlowEnded& event) {
    const auto& flow = event.flow;
    const auto found = told->find({flow.protocol, flow.spi, flow.path.destination});
    if (found == told->end() || flow.largest_since_path_mtu == 0) return;
    auto& evidence = bench.about(found->second).evidence;
    const bool adapted = flow.path_mtu == 0 || flow.largest_since_path_mtu <= flow.path_mtu;
    evidence.set("largest_later", std::uint64_t{flow.largest_since_path_mtu});
    evidence.set("sender",
                 std::string(adapted ? "the sender adapted"
                                     : "the sender did not adapt: later packets are larger"));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "path-mtu-exceeded",
    .family = Family::fragmentation,
    .severity = Severity::medium,
    .needs = Needs::headers,
    .title = "A router says that IPsec packets are too big",
    .why =
        "An ICMP message quotes an IPsec packet that did not fit into the next link. The sender "
        "has to send smaller ones, or lower what it tells the inner hosts; until then large "
        "packets are lost. ICMP is not authenticated, so some stacks ignore it.",
    .advice =
        "The evidence says whether later packets were smaller. If not, allow ICMP type 3 code 4 "
        "(ICMPv6 type 2) to reach the gateway, or set the tunnel's MTU by hand.",
    .specs = {"RFC 4301 section 8.2", "RFC 1191", "RFC 8201", "RFC 4303 section 3.3.4"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::path_mtu_exceeded
