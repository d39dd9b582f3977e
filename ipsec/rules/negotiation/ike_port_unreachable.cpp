// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <memory>
#include <string_view>

#include <fmt/format.h>

#include "ipsec/rules/capped.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/icmp_reason.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/ike/exchange_list.h"

namespace espect::rules::ike_port_unreachable {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} reported {} for IKE to {}, {} time{}{}", finding.evidence.text("reporter"),
                     finding.evidence.text("reason"), finding.evidence.text("destination"),
                     finding.count, finding.count == 1 ? "" : "s",
                     finding.evidence.number("went_on_frame") == 0 ? "" : "; the IKE SA went on");
}

// An IKE SA that gets answers behind the error had another way: probes of MOBIKE (RFC 4555 section
// 3.7) go to every address of the peer.
using Told = Capped<std::uint32_t, bool>;  // IKE SAs without such an answer

// A requester goes on when it has its answer (RFC 7296 section 2.3), though it may have come where
// this capture does not see it.
bool shows_an_answer(const sessions::IkeMessageSeen& event) {
  const auto* now = event.exchange;
  if (event.message.header().response() || now == nullptr || now->transmissions != 1) return false;
  return std::ranges::any_of(event.sa.exchanges, [&](const sessions::Exchange& other) {
    return other.from_initiator == now->from_initiator && other.message_id < now->message_id &&
           sessions::lacks_messages(other);
  });
}

void listen_for_answers(const Bench& bench, const std::shared_ptr<Told>& told) {
  bench.events.to<sessions::IkeMessageSeen>([bench, told](const sessions::IkeMessageSeen& event) {
    if (event.retransmission || !told->contains(event.sa.id)) return;
    if (!event.answer && !shows_an_answer(event)) return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.judge(Severity::low);
    finding.evidence.set("went_on_frame", std::uint64_t{event.datagram.frame});
    told->erase(event.sa.id);
  });
}

void install(const Bench& bench) {
  const auto told = bench.table<std::uint32_t, bool>("IKE SAs");
  listen_for_answers(bench, told);
  bench.events.to<sessions::IcmpErrorSeen>([bench, told](const sessions::IcmpErrorSeen& event) {
    const auto reason = unreachable_text(event.error.reason);
    if (event.error.carried != Carried::ike || reason.empty()) return;
    if (event.ike_sa != nullptr && told->place(event.ike_sa->id) == nullptr) return;
    Finding& finding = bench.about(event.ike_sa != nullptr ? Subject(*event.ike_sa) : Subject());
    const auto& quoted = event.error.quoted;
    finding.evidence.set("reporter", to_text(event.datagram.path.source));
    finding.evidence.set("reason", std::string(reason));
    finding.evidence.set("destination", to_text(quoted.destination, quoted.destination_port));
    finding.add({event.datagram.frame});
    if (event.ike_sa != nullptr) {
      if (finding.evidence.number("went_on_frame") != 0) {
        finding.evidence.set("went_on_frame", std::uint64_t{0});
        finding.judge(bench.rule.severity);
      }
    }
    if (heard(finding))
      finding.say(event.datagram.frame, "{2}, error {0}", finding.count, 0,
                  fmt::format("{} for IKE to {}", reason, finding.evidence.text("destination")));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-port-unreachable",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::headers,
    .title = "ICMP says that an IKE message could not be delivered",
    .why =
        "A host answered that nothing listens on the port, or a router that there is no way to the "
        "host. No IKE daemon runs there, it listens on another address or port, or a filter "
        "rejects it.",
    .advice =
        "Look at who sent the ICMP error: the peer itself (is the daemon up, and bound to that "
        "address?) or a router on the way (routing, filter).",
    .specs = {"RFC 792", "RFC 4443 section 3.1", "RFC 7296 section 2.4", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_port_unreachable
