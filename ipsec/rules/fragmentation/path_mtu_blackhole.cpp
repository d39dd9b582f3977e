// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <memory>
#include <set>
#include <string>

#include <fmt/format.h>

#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

constexpr std::uint32_t large = 1280;
constexpr std::size_t max_quoted = 4096;

std::string sentence(const Finding& finding) {
  return fmt::format(
      "{}: a request of {} octets was sent {} times and never answered, while smaller "
      "exchanges were",
      to_text(finding.subject), finding.evidence.number("largest_packet_octets"),
      finding.evidence.number("transmissions"));
}

void install(const Bench& bench) {
  const auto quoted = std::make_shared<std::set<std::string>>();
  bench.events.to<sessions::IcmpErrorSeen>([quoted](const sessions::IcmpErrorSeen& event) {
    if (quoted->size() < max_quoted)
      quoted->insert(to_text(event.error.quoted.source) + " " +
                     to_text(event.error.quoted.destination));
  });
  bench.events.to<sessions::ExchangeUnanswered>(
      [bench, quoted](const sessions::ExchangeUnanswered& event) {
        const auto& exchange = event.exchange;
        if (exchange.largest_packet < large || exchange.transmissions < 2) return;
        const auto& from = exchange.from_initiator ? event.sa.initiator : event.sa.responder;
        const auto& to = exchange.from_initiator ? event.sa.responder : event.sa.initiator;
        if (quoted->contains(to_text(from.address) + " " + to_text(to.address))) return;
        const bool small_ones_pass =
            std::ranges::any_of(event.sa.exchanges, [&](const sessions::Exchange& other) {
              return other.response_frame != 0 && other.largest_packet < exchange.largest_packet;
            });
        if (!small_ones_pass) return;
        Finding& finding = bench.about(Subject(event.sa));
        finding.certainty = Certainty::inferred;
        finding.evidence.set("assumption", "an answer would have passed this capture point");
        finding.evidence.raise_to("largest_packet_octets", exchange.largest_packet);
        finding.evidence.raise_to("transmissions", exchange.transmissions);
        finding.add({});
        finding.add_frames(exchange.request_frames);
      });
}

}  // namespace

extern const RuleInfo path_mtu_blackhole;
const RuleInfo path_mtu_blackhole{
    .id = "path-mtu-blackhole",
    .family = Family::fragmentation,
    .severity = Severity::high,
    .needs = Needs::headers,
    .title = "Large IKE messages vanish while small ones pass",
    .why =
        "A large request was repeated and never answered, other exchanges of the same IKE SA "
        "were, and no ICMP says why: something on the path drops large packets or IP fragments "
        "without a word.",
    .advice =
        "Enable IKE fragmentation with a size below 1280 octets, and allow ICMP too-big "
        "messages.",
    .specs = {"RFC 7383 section 1", "RFC 2923", "RFC 8899", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
