// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::ike_message_id_regression {
namespace {

// Wider than any window that implementations use; RFC 7296 section 2.3 leaves it open.
constexpr std::uint32_t widest_window = 16;
// Nobody misses that many requests of a peer within this time.
constexpr double too_short_for_a_gap_seconds = 1.0;

std::string sentence(const Finding& finding) {
  return fmt::format("{} sent {} with message id {} {}", finding.evidence.text("sender"),
                     finding.evidence.text("exchange"), finding.evidence.number("message_id"),
                     finding.evidence.text("against"));
}

// The requests of one side of an IKE SA: exchange types of the newest ids.
struct Sent {
  std::uint32_t highest = 0;
  std::array<std::uint8_t, 64> types{};  // by id % 64, 0 = not seen
  Time last_time{};

  std::uint8_t& type_of(std::uint32_t id) { return types[id % types.size()]; }
  void advance_to(std::uint32_t id) {
    if (id - highest >= types.size())
      types.fill(0);
    else
      while (highest != id) type_of(++highest) = 0;
    highest = id;
  }
};

std::string wrong(Sent& sent, std::uint32_t id, std::uint8_t type, Time now) {
  if (id > sent.highest) {
    const bool sudden = seconds_between(sent.last_time, now) < too_short_for_a_gap_seconds;
    return sudden && id - sent.highest > widest_window ? fmt::format("right after {}", sent.highest)
                                                       : "";
  }
  const auto behind = sent.highest - id;
  const std::uint8_t used = behind < sent.types.size() ? sent.type_of(id) : std::uint8_t{0};
  if (used != 0 && used != type)
    return fmt::format("after {}, an id that was used for {}", sent.highest,
                       registry::display_name(registry::ExchangeType::registry(), used));
  return used == 0 && behind >= widest_window ? fmt::format("after {}", sent.highest) : "";
}

void install(const Bench& bench) {
  using Key = std::pair<std::uint32_t, bool>;  // IKE SA, from its initiator
  const auto senders = bench.table<Key, Sent>("IKE SAs");
  bench.events.to<sessions::IkeMessageSeen>(
      [bench, senders](const sessions::IkeMessageSeen& event) {
        const auto& header = event.message.header();
        const auto type = header.exchange.value;
        const bool opens = type == registry::exchange::ike_sa_init ||
                           type == registry::exchange::ike_session_resume;
        if (header.major_version() != 2 || header.response() || event.retransmission ||
            (!opens && !event.message.encrypted()))
          return;
        const auto id = header.message_id;
        const auto [found, first] =
            senders->try_emplace({event.sa.id, header.from_initiator()}, Sent{id, {}, {}});
        Sent& sent = found->second;
        const auto problem = first ? std::string() : wrong(sent, id, type, event.datagram.time);
        if (problem.empty()) {
          if (id > sent.highest) sent.advance_to(id);
          if (sent.highest - id < sent.types.size()) sent.type_of(id) = type;
          sent.last_time = event.datagram.time;
          return;
        }
        Finding& finding = bench.about(Subject(event.sa));
        const auto& sender = header.from_initiator() ? event.sa.initiator : event.sa.responder;
        finding.evidence.set("sender", to_text(sender.address));
        finding.evidence.set("exchange",
                             registry::display_name(registry::ExchangeType::registry(), type));
        finding.evidence.set("message_id", std::uint64_t{id});
        finding.evidence.set("against", problem);
        finding.add({event.datagram.frame});
        finding.say(event.datagram.frame, "message id {0} {2}", id, 0, problem);
      });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-message-id-regression",
    .family = Family::negotiation,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "A request does not follow the message ids before it",
    .why =
        "Message ids of one sender count up by one. An id that was used for another exchange, or "
        "that jumps, makes the receiver drop the request or answer from its cache: a sender that "
        "lost its state, a wrong failover, or an injected message.",
    .advice =
        "Look at the sender: after a failover it must use the ids of the node before (RFC 6311). "
        "If the frames come from elsewhere (TTL, path), somebody injects messages.",
    .specs = {"RFC 7296 section 2.2", "RFC 7296 section 2.3", "RFC 6311", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_message_id_regression
