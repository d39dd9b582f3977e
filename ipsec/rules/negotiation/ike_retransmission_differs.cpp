// SPDX-License-Identifier: GPL-2.0-or-later
#include <memory>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/negotiation/fragment_acks.h"

namespace espect::rules::ike_retransmission_differs {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} {} of {} came again under message id {} with other octets",
                     finding.evidence.text("exchange"), finding.evidence.text("kind"),
                     to_text(finding.subject), finding.evidence.number("message_id"));
}

struct Last {
  std::uint32_t message_id = 0;
  std::uint8_t exchange = 0;
  std::uint32_t frame = 0;
};

void install(const Bench& bench) {
  using Key = std::tuple<std::uint32_t, bool, bool>;  // IKE SA, from its initiator, response
  const auto last = bench.table<Key, Last>("exchanges");
  bench.events.to<sessions::IkeMessageSeen>([bench, last](const sessions::IkeMessageSeen& event) {
    const auto& header = event.message.header();
    // Fragments may be cut anew; what is not encrypted may be anybody's.
    if (event.retransmission || header.major_version() != 2 || !event.message.encrypted() ||
        event.message.fragment() || event.datagram.cut_octets != 0)
      return;
    const bool fragmented =
        event.exchange != nullptr && (event.exchange->request_fragments.total() != 0 ||
                                      event.exchange->response_fragments.total() != 0);
    // Where IKE_SA_INIT was not seen, nobody knows what they agreed on.
    if (fragmented && (!event.sa.seen_from_start || !event.sa.selection ||
                       acknowledge_fragments(event.sa, bench.profile)))
      return;
    const Last now{header.message_id, header.exchange.value, event.datagram.frame};
    const auto [known, first] =
        last->try_emplace({event.sa.id, header.from_initiator(), header.response()}, now);
    if (first) return;
    const Last before = std::exchange(known->second, now);
    if (before.message_id != now.message_id || before.exchange != now.exchange) return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.evidence.set("exchange",
                         registry::display_name(registry::ExchangeType::registry(), now.exchange));
    finding.evidence.set("kind", header.response() ? "response" : "request");
    finding.evidence.set("message_id", std::uint64_t{now.message_id});
    finding.add({before.frame, now.frame});
    finding.say(before.frame, "message id {1}, which came again with other octets in frame {0}",
                now.frame, now.message_id);
    finding.say(now.frame, "message id {1} again, with other octets than in frame {0}",
                before.frame, now.message_id);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-retransmission-differs",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_clear,
    .title = "A message came again under its id with other octets",
    .why =
        "A repeat must be bit for bit the same, or a receiver that answers from its cache and one "
        "that decrypts again disagree. Other octets under a used message id mean a broken "
        "implementation, two devices that share one state, or somebody who injects messages.",
    .advice =
        "Compare TTL, IP identification and source of the frames: another sender betrays itself "
        "there. With keys, only the genuine one opens.",
    .specs = {"RFC 7296 section 2.1", "RFC 7383 section 2.6", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_retransmission_differs
