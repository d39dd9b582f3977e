// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/negotiation/fragment_acks.h"

namespace espect::rules::ike_retransmission {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format(
      "{} message{} of {} {} sent again: {} request{}, {} response{}", finding.count,
      finding.count == 1 ? "" : "s", to_text(finding.subject), finding.count == 1 ? "was" : "were",
      finding.evidence.number("requests"), finding.evidence.number("requests") == 1 ? "" : "s",
      finding.evidence.number("responses"), finding.evidence.number("responses") == 1 ? "" : "s");
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    if (!event.retransmission || event.second_sighting) return;
    // All fragments of a message are repeated together: it counts once.
    const auto& fragment = event.message.fragment();
    if (fragment && fragment->number != 1) return;
    if (fragment && acknowledge_fragments(event.sa, bench.profile)) return;
    Finding& finding = bench.about(Subject(event.sa));
    const bool response = event.answer;
    finding.evidence.set("requests", finding.evidence.number("requests") + (response ? 0U : 1U));
    finding.evidence.set("responses", finding.evidence.number("responses") + (response ? 1U : 0U));
    finding.add({event.datagram.frame});
    const auto* exchange = event.exchange;
    if (!response && exchange != nullptr && exchange->transmissions > 1)
      finding.say(event.datagram.frame, "request {0} was sent again, transmission {1}",
                  event.message.header().message_id, exchange->transmissions);
    else if (response && exchange != nullptr && exchange->response_frame != 0)
      finding.say(event.datagram.frame, "response {0} was sent again, first in frame {1}",
                  event.message.header().message_id, exchange->response_frame);
    else
      finding.say(event.datagram.frame, "{2} {0} was sent again", event.message.header().message_id,
                  0, response ? "response" : "request");
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-retransmission",
    .family = Family::negotiation,
    .severity = Severity::low,
    .needs = Needs::ike_clear,
    .title = "An IKE message was retransmitted",
    .why =
        "Requests are repeated until the response comes, responses only when the request is seen "
        "again. Repeats mean loss on the path, a slow peer, or a peer that does not answer; few of "
        "them are normal.",
    .advice =
        "Look at the spacing and at who repeats: requests without a response point at the peer or "
        "the path to it, responses at the path back. Large messages only: look for lost fragments.",
    .specs = {"RFC 7296 section 2.1", "RFC 7296 section 2.4", "RFC 7383 section 2.6", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_retransmission
