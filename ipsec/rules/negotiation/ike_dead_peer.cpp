// SPDX-License-Identifier: GPL-2.0-or-later
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::ike_dead_peer {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} sent a liveness check (message id {}) {} time{} to {} and got no answer",
                     finding.evidence.text("requester"), finding.evidence.number("message_id"),
                     finding.evidence.number("transmissions"),
                     finding.evidence.number("transmissions") == 1 ? "" : "s",
                     finding.evidence.text("peer"));
}

// The last INFORMATIONAL request of one side of an IKE SA: only that can still be open.
struct LastRequest {
  std::uint32_t message_id = 0;
  bool empty = false;
  bool opened = false;
};
using Key = std::pair<std::uint32_t, bool>;  // IKE SA, asked by its initiator

// With AEAD the length says whether anything is inside: IV, pad length and ICV are nothing.
bool empty_by_size(const sessions::IkeMessageSeen& event) {
  const auto* encr =
      event.sa.selection ? event.sa.selection->first(registry::transform_type::encr) : nullptr;
  const auto* sizes = encr != nullptr ? registry::encryption_parameters(encr->meaning) : nullptr;
  return sizes != nullptr && sizes->is_aead() && !event.message.fragment() &&
         event.message.protected_octets().size() ==
             sizes->wire_iv_octets + std::size_t{1} + sizes->icv_octets;
}

Finding& about(const Bench& bench, const sessions::ExchangeUnanswered& event) {
  const auto& sa = event.sa;
  const auto& exchange = event.exchange;
  Finding& finding = bench.about(Subject(sa));
  finding.evidence.set("requester",
                       to_text((exchange.from_initiator ? sa.initiator : sa.responder).address));
  finding.evidence.set("peer",
                       to_text((exchange.from_initiator ? sa.responder : sa.initiator).address));
  finding.evidence.set("message_id", std::uint64_t{exchange.message_id});
  finding.evidence.set("transmissions", std::uint64_t{exchange.transmissions});
  finding.add({});
  finding.add_frames(exchange.request_frames);
  if (heard(finding))
    say_of_repeats(
        finding, exchange.request_frames,
        fmt::format("liveness check with message id {}, without an answer", exchange.message_id));
  return finding;
}

// R-U-THERE of IKEv1 (RFC 3706).
void tell_probe(const Bench& bench, const sessions::ExchangeUnanswered& event) {
  about(bench, event).certainty = Certainty::decrypted;
}

void install(const Bench& bench) {
  const auto requests = bench.table<Key, LastRequest>("IKE SAs");
  const auto is_request = [](const sessions::IkeMessage& message) {
    const auto& header = message.header();
    return header.major_version() == 2 && !header.response() && message.encrypted() &&
           header.exchange.value == registry::exchange::informational;
  };
  bench.events.to<sessions::IkeMessageSeen>(
      [requests, is_request](const sessions::IkeMessageSeen& event) {
        if (!is_request(event.message) || event.retransmission) return;
        const auto& header = event.message.header();
        (*requests)[{event.sa.id, header.from_initiator()}] = {header.message_id,
                                                               empty_by_size(event), false};
      });
  bench.events.to<sessions::IkeMessageOpened>(
      [requests, is_request](const sessions::IkeMessageOpened& event) {
        if (!is_request(event.message) || event.contents == nullptr) return;
        const auto& header = event.message.header();
        (*requests)[{event.sa.id, header.from_initiator()}] = {
            header.message_id, event.contents->payloads().empty(), true};
      });
  bench.events.to<sessions::ExchangeUnanswered>(
      [bench, requests](const sessions::ExchangeUnanswered& event) {
        const auto& exchange = event.exchange;
        if (exchange.probe) return tell_probe(bench, event);
        const auto last = requests->find({event.sa.id, exchange.from_initiator});
        if (exchange.type != registry::exchange::informational || last == requests->end() ||
            last->second.message_id != exchange.message_id || !last->second.empty)
          return;
        Finding& finding = about(bench, event);
        finding.certainty = last->second.opened ? Certainty::decrypted : Certainty::inferred;
        if (!last->second.opened)
          finding.evidence.set("assumption", "its length leaves no room for a payload");
      });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-dead-peer",
    .family = Family::negotiation,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "Liveness checks went unanswered",
    .why =
        "An empty INFORMATIONAL asks whether the peer is alive. It was never answered, so the peer "
        "is down, unreachable, or has lost the IKE SA. The requester will delete the SA and "
        "everything below it.",
    .advice =
        "Find out from where on the peer was silent: the last packet of any of its SAs, ICMP "
        "errors, a new IKE SA after a restart.",
    .specs = {"RFC 7296 section 2.4", "RFC 7296 section 1.4", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_dead_peer
