// SPDX-License-Identifier: GPL-2.0-or-later
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/names.h"

namespace espect::rules::ike_unanswered {
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
  explicit Heard(const Bench& bench)
      : ike(bench.findings.full_tables(), bench.rule.id, "addresses"),
        ike_sas(bench.findings.full_tables(), bench.rule.id, "IKE SAs") {}
  struct OfIkeSa {
    // By the last ICMP error, as long as nothing came from there.
    std::optional<IcmpReason> unreachable;
    Address quoted{};  // where the message went that it quotes
    bool answered_in_ikev1 = false;
    bool went_on_over_tcp = false;
  };
  Capped<Address, std::uint64_t> ike;  // messages by source address
  Capped<std::uint32_t, OfIkeSa> ike_sas;
};

std::string unreachable_text(IcmpReason reason, const std::string& peer) {
  if (reason == IcmpReason::port_unreachable)
    return fmt::format(
        "ICMP says that nothing listens on that port of {}: its IKE daemon is down or listens "
        "elsewhere, or a filter there answers so.",
        peer);
  if (reason == IcmpReason::prohibited)
    return fmt::format("ICMP says that a filter on the path to {} forbids it.", peer);
  return fmt::format("ICMP says that {} cannot be reached: the path broke.", peer);
}

// Who got messages 1 and 3 and says nothing to message 5 could not read it, or does not accept it.
std::string cause_in_ikev1(const sessions::ExchangeUnanswered& event, const std::string& peer) {
  const auto& sa = event.sa;
  const auto& exchange = event.exchange;
  namespace types = registry::ikev1_exchange;
  if (sa.ikev1 == nullptr || !exchange.encrypted) return {};
  if (exchange.type == types::identity_protection && exchange.step == 5) {
    const auto method = sa.ikev1->authentication.value;
    const bool preshared = method == registry::ikev1_auth::pre_shared_key ||
                           method == registry::ikev1_auth::xauthinitpreshared ||
                           method == registry::ikev1_auth::xauthresppreshared;
    return fmt::format(
        "{} answered main mode up to message 4 and not message 5, which is the first that is "
        "encrypted. Likeliest causes: {}an identity that it does not expect{}, or UDP {} is "
        "filtered.",
        peer, preshared ? "another preshared key, " : "a certificate that it does not accept, ",
        exchange.largest_packet > 1280 ? ", fragments that are dropped" : "", sa.initiator.port);
  }
  if (exchange.type == types::quick_mode)
    return fmt::format(
        "{} answered phase 1 and not quick mode. Likeliest causes: proposals, networks or a PFS "
        "group that it has no policy for, or phase 1 failed in its eyes.",
        peer);
  return {};
}

std::string cause(const sessions::ExchangeUnanswered& event, const Address& address,
                  const Heard& heard) {
  const auto peer = to_text(address);
  const auto& sa = event.sa;
  const auto& exchange = event.exchange;
  constexpr std::uint32_t ethernet = 1500;
  const auto* of_sa = heard.ike_sas.get(sa.id);
  if (of_sa != nullptr && of_sa->went_on_over_tcp)
    return fmt::format("The same peers went on over TCP: something on the path drops UDP.");
  if (of_sa != nullptr && of_sa->answered_in_ikev1)
    return fmt::format("{} answered in IKEv1: it does not speak IKEv2.", peer);
  if (of_sa != nullptr && of_sa->unreachable && of_sa->quoted == address)
    return unreachable_text(*of_sa->unreachable, peer);
  if (exchange.transmissions < 2)
    return "It was sent once and not repeated, so the requester stopped by itself, or the answer "
           "did not pass this capture point. It says nothing about the path.";
  const auto answers = exchange.from_initiator ? sa.from_responder : sa.from_initiator;
  if (const auto text = cause_in_ikev1(event, peer); !text.empty()) return text;
  if (exchange.largest_packet > ethernet && answers > 0)
    return fmt::format(
        "{} answered smaller messages, this one takes {} octets. Likeliest cause: IP fragments are "
        "dropped on the path; IKE fragmentation helps.",
        peer, exchange.largest_packet);
  if (exchange.type == registry::exchange::ike_auth && answers > 0)
    return fmt::format(
        "{} answered IKE_SA_INIT and not IKE_AUTH. Likeliest causes: UDP 4500 is filtered on the "
        "path, or {} drops the message without a word.",
        peer, peer);
  if (answers > 0)
    return fmt::format(
        "{} answered {} message{} of this IKE SA before. Likeliest cause: it went down or lost its "
        "state, or the path broke.",
        peer, answers, answers == 1 ? "" : "s");
  const auto other = heard.ike.find(address);
  if (other != heard.ike.end())
    return fmt::format(
        "{} sent {} IKE message{} of other IKE SAs, so it is alive. Likeliest cause: it drops this "
        "request, by rate limit or policy.",
        peer, other->second, other->second == 1 ? "" : "s");
  const auto port = exchange.from_initiator ? sa.responder.port : sa.initiator.port;
  if (!heard.ike.complete())
    return fmt::format(
        "Nothing of this IKE SA came from {}; more addresses sent IKE than are remembered. "
        "Likeliest causes: it is down, its address is wrong, UDP {} is filtered, or it drops this "
        "request.",
        peer, port);
  return fmt::format(
      "Nothing came from {} in this capture. Likeliest causes: it is down, its address is wrong, "
      "or UDP {} is filtered.",
      peer, port);
}

// The requester had another way, or did not insist.
bool harmless(const sessions::ExchangeUnanswered& event, const Heard& heard) {
  const auto* of_sa = heard.ike_sas.get(event.sa.id);
  return event.exchange.transmissions < 2 || (of_sa != nullptr && of_sa->went_on_over_tcp);
}

void listen(const Bench& bench, const std::shared_ptr<Heard>& heard) {
  bench.events.to<sessions::IkeMessageSeen>([heard](const sessions::IkeMessageSeen& event) {
    ++heard->ike[event.datagram.path.source];
    const auto of_sa = heard->ike_sas.find(event.sa.id);
    if (of_sa != heard->ike_sas.end() && of_sa->second.quoted == event.datagram.path.source)
      of_sa->second.unreachable.reset();
    if (event.sa.fallback_from) heard->ike_sas[*event.sa.fallback_from].went_on_over_tcp = true;
    if (event.message.header().major_version() == 1 && event.sa.version == 2)
      heard->ike_sas[event.sa.id].answered_in_ikev1 = true;
  });
  bench.events.to<sessions::IcmpErrorSeen>([heard](const sessions::IcmpErrorSeen& event) {
    const auto reason = event.error.reason;
    if (event.ike_sa != nullptr && reason != IcmpReason::fragmentation_needed &&
        reason != IcmpReason::time_exceeded && reason != IcmpReason::other) {
      auto& of_sa = heard->ike_sas[event.ike_sa->id];
      of_sa.unreachable = reason;
      of_sa.quoted = event.error.quoted.destination;
    }
  });
}

void install(const Bench& bench) {
  const auto heard = std::make_shared<Heard>(bench);
  listen(bench, heard);
  bench.events.to<sessions::ExchangeUnanswered>(
      [bench, heard](const sessions::ExchangeUnanswered& event) {
        const auto& sa = event.sa;
        const auto& exchange = event.exchange;
        const auto& requester = exchange.from_initiator ? sa.initiator : sa.responder;
        const auto& peer = exchange.from_initiator ? sa.responder : sa.initiator;
        // What excuses it may be among what found no place.
        if (!heard->ike_sas.complete() && heard->ike_sas.get(sa.id) == nullptr) return;
        Finding& finding = bench.about(Subject(sa));
        finding.evidence.set("exchange", sessions::exchange_name(exchange));
        finding.evidence.set("message_id", std::uint64_t{exchange.message_id});
        finding.evidence.set("transmissions", std::uint64_t{exchange.transmissions});
        finding.evidence.set("requester", to_text(requester.address));
        finding.evidence.set("peer", to_text(peer.address));
        finding.evidence.set(
            "waited_seconds",
            fmt::format("{:.1f}", seconds_between(exchange.first_sent, exchange.last_sent) +
                                      event.waited_seconds));
        if (finding.count == 0 && harmless(event, *heard)) finding.judge(Severity::low);
        if (finding.count != 0 && !harmless(event, *heard)) finding.judge(bench.rule.severity);
        if (exchange.transmissions < 2) {
          finding.certainty = Certainty::inferred;
          finding.evidence.set(
              "assumption", "a response would have come within 4 s; the request was not repeated");
        }
        finding.evidence.set("why", cause(event, peer.address, *heard));
        finding.add({});
        finding.add_frames(exchange.request_frames);
        if (::espect::rules::heard(finding))
          say_of_repeats(finding, exchange.request_frames,
                         fmt::format("{} with message id {}, without a response",
                                     sessions::exchange_name(exchange), exchange.message_id));
      });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-unanswered",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_clear,
    .title = "An IKE request never got a response",
    .why =
        "The peer is down, does not listen on this port, drops the message without a word (unknown "
        "SPI, rate limit, policy), or something on the path drops it: a firewall, a NAT that lost "
        "its binding, or fragments.",
    .advice =
        "Capture at the peer too. If the request arrives there, read the peer's log; if it does "
        "not, look for a filter on UDP 500 and 4500, and compare the sizes of what passes and what "
        "does not.",
    .specs = {"RFC 7296 section 2.1", "RFC 7296 section 2.4", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_unanswered
