// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format("{} sent {} (message id {}) {} time{} to {} and never got a response in {} s",
                     evidence.text("requester"), evidence.text("exchange"),
                     evidence.number("message_id"), evidence.number("transmissions"),
                     evidence.number("transmissions") == 1 ? "" : "s", evidence.text("peer"),
                     evidence.text("waited_seconds"));
}

void install(const Bench& bench) {
  bench.events.to<sessions::ExchangeUnanswered>([bench](const sessions::ExchangeUnanswered& event) {
    const auto& sa = event.sa;
    const auto& exchange = event.exchange;
    const auto& requester = exchange.from_initiator ? sa.initiator : sa.responder;
    const auto& peer = exchange.from_initiator ? sa.responder : sa.initiator;
    Finding& finding = bench.about(Subject(sa));
    finding.evidence.set("exchange",
                         registry::display_name(registry::ExchangeType::registry(), exchange.type));
    finding.evidence.set("message_id", std::uint64_t{exchange.message_id});
    finding.evidence.set("transmissions", std::uint64_t{exchange.transmissions});
    finding.evidence.set("requester", to_text(requester.address));
    finding.evidence.set("peer", to_text(peer.address));
    finding.evidence.set(
        "waited_seconds",
        fmt::format("{:.1f}", seconds_between(exchange.first_sent, exchange.last_sent) +
                                  event.waited_seconds));
    if (exchange.transmissions < 2) {
      finding.certainty = Certainty::inferred;
      finding.evidence.set("assumption",
                           "a response would have come within 4 s; the request was not repeated");
    }
    finding.add({});
    finding.add_frames(exchange.request_frames);
  });
}

}  // namespace

extern const RuleInfo ike_unanswered;
const RuleInfo ike_unanswered{
    .id = "ike-unanswered",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_clear,
    .title = "An IKE request never got a response",
    .why =
        "The peer is down, does not listen on this port, drops the message without a word (unknown "
        "SPI, rate limit, "
        "policy), or something on the path drops it: a firewall, a NAT that lost its binding, or "
        "fragments.",
    .advice =
        "Capture at the peer too. If the request arrives there, read the peer's log; if it does "
        "not, look for a "
        "filter on UDP 500 and 4500, and compare the sizes of what passes and what does not.",
    .specs = {"RFC 7296 section 2.1", "RFC 7296 section 2.4", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
