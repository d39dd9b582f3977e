// SPDX-License-Identifier: GPL-2.0-or-later
#include <map>
#include <memory>

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

// What the capture says about the other end.
struct Heard {
  std::map<std::string, std::uint64_t> ike;         // messages by source address
  std::map<std::uint32_t, IcmpReason> unreachable;  // IKE SAs, by the last ICMP error
};

std::string unreachable_text(IcmpReason reason, const std::string& peer) {
  if (reason == IcmpReason::port_unreachable)
    return fmt::format("ICMP says that nothing listens on that port of {}: its IKE daemon is down.",
                       peer);
  if (reason == IcmpReason::prohibited)
    return fmt::format("ICMP says that a filter on the path to {} forbids it.", peer);
  return fmt::format("ICMP says that {} cannot be reached: the path broke.", peer);
}

std::string cause(const sessions::ExchangeUnanswered& event, const std::string& peer,
                  const Heard& heard) {
  const auto& sa = event.sa;
  const auto& exchange = event.exchange;
  constexpr std::uint32_t ethernet = 1500;
  if (const auto icmp = heard.unreachable.find(sa.id); icmp != heard.unreachable.end())
    return unreachable_text(icmp->second, peer);
  const auto answers = exchange.from_initiator ? sa.from_responder : sa.from_initiator;
  if (exchange.largest_packet > ethernet && answers > 0)
    return fmt::format(
        "{} answered smaller messages, this one takes {} octets. Likeliest cause: "
        "IP fragments are dropped on the path; IKE fragmentation helps.",
        peer, exchange.largest_packet);
  if (exchange.type == registry::exchange::ike_auth && answers > 0)
    return fmt::format(
        "{} answered IKE_SA_INIT and not IKE_AUTH. Likeliest causes: UDP 4500 is "
        "filtered on the path, or {} drops the message without a word.",
        peer, peer);
  if (answers > 0)
    return fmt::format(
        "{} answered {} message{} of this IKE SA before. Likeliest cause: it went "
        "down or lost its state, or the path broke.",
        peer, answers, answers == 1 ? "" : "s");
  const auto other = heard.ike.find(peer);
  if (other != heard.ike.end())
    return fmt::format(
        "{} sent {} IKE message{} of other IKE SAs, so it is alive. Likeliest "
        "cause: it drops this request, by rate limit or policy.",
        peer, other->second, other->second == 1 ? "" : "s");
  return fmt::format(
      "Nothing came from {} in this capture. Likeliest causes: it is down, its "
      "address is wrong, or UDP {} is filtered.",
      peer, exchange.from_initiator ? sa.responder.port : sa.initiator.port);
}

void install(const Bench& bench) {
  const auto heard = std::make_shared<Heard>();
  bench.events.to<sessions::IkeMessageSeen>([heard](const sessions::IkeMessageSeen& event) {
    ++heard->ike[to_text(event.datagram.path.source)];
  });
  bench.events.to<sessions::IcmpErrorSeen>([heard](const sessions::IcmpErrorSeen& event) {
    const auto reason = event.error.reason;
    if (event.ike_sa != nullptr && reason != IcmpReason::fragmentation_needed &&
        reason != IcmpReason::time_exceeded && reason != IcmpReason::other)
      heard->unreachable[event.ike_sa->id] = reason;
  });
  bench.events.to<sessions::ExchangeUnanswered>(
      [bench, heard](const sessions::ExchangeUnanswered& event) {
        const auto& sa = event.sa;
        const auto& exchange = event.exchange;
        const auto& requester = exchange.from_initiator ? sa.initiator : sa.responder;
        const auto& peer = exchange.from_initiator ? sa.responder : sa.initiator;
        Finding& finding = bench.about(Subject(sa));
        finding.evidence.set(
            "exchange", registry::display_name(registry::ExchangeType::registry(), exchange.type));
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
          finding.evidence.set(
              "assumption", "a response would have come within 4 s; the request was not repeated");
        }
        finding.evidence.set("why", cause(event, to_text(peer.address), *heard));
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
