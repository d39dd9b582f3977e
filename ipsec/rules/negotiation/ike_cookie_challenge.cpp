// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::ike_cookie_challenge {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} challenged {} with a cookie {} time{}", finding.evidence.text("responder"),
                     finding.evidence.text("initiator"), finding.count,
                     finding.count == 1 ? "" : "s");
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    const auto& header = event.message.header();
    if (event.retransmission || header.major_version() != 2 || !header.response() ||
        header.exchange.value != registry::exchange::ike_sa_init ||
        event.message.first(registry::payload::sa) != nullptr ||
        !event.message.has_notify(registry::notify::cookie))
      return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.evidence.set("responder", to_text(event.sa.responder.address));
    finding.evidence.set("initiator", to_text(event.sa.initiator.address));
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame,
                "challenge {0}: the responder wants a cookie back before it works", finding.count);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-cookie-challenge",
    .family = Family::negotiation,
    .severity = Severity::info,
    .needs = Needs::ike_clear,
    .title = "The responder asked for a cookie",
    .why =
        "A responder with many half-open IKE SAs asks the initiator to prove its address before it "
        "spends work. It costs one round trip and is no error, but shows that the responder is, or "
        "believes to be, under load.",
    .advice =
        "If it happens at quiet times, look for scans or for an initiator that never completes "
        "IKE_AUTH; else raise the threshold of half-open IKE SAs.",
    .specs = {"RFC 7296 section 2.6", "RFC 8019", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_cookie_challenge
