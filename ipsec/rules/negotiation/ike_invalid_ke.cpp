// SPDX-License-Identifier: GPL-2.0-or-later
#include <utility>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::ike_invalid_ke {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format(
      "the responder refused the KE payload with {} and wants {}; the initiator tried again with "
      "{} (one round trip lost)",
      finding.evidence.text("offered"), finding.evidence.text("wanted"),
      finding.evidence.text("retried"));
}

// Longer than that is another attempt.
constexpr double retry_seconds = 30;

// A refusal that waits for a retry under another SPI of the initiator.
struct Waiting {
  const sessions::IkeSa* sa = nullptr;
  sessions::KeyExchangeRefusal refusal;
  Time refused{};
};

// What each of the three messages has to do with it.
void say(const Finding& finding, std::uint32_t request, std::uint32_t refusal,
         std::uint32_t retry) {
  if (!heard(finding)) return;
  const auto& evidence = finding.evidence;
  finding.say(request, "KE payload with {2}, refused in frame {0}", refusal, 0,
              evidence.text("offered"));
  finding.say(refusal, "refuses the KE payload of frame {0} and wants {2}", request, 0,
              evidence.text("wanted"));
  finding.say(retry, "tries again with {2}, after frame {0}", refusal, 0, evidence.text("retried"));
}

bool of_init(const sessions::IkeMessageSeen& event) {
  const auto& header = event.message.header();
  return !event.retransmission && header.major_version() == 2 &&
         header.exchange.value == registry::exchange::ike_sa_init;
}

// Some initiators begin anew, with an SPI of their own, instead of trying again.
void watch_new_spis(const Bench& bench) {
  const auto all = bench.table<std::pair<Address, Address>, Waiting>("pairs of peers");
  bench.events.to<sessions::IkeMessageSeen>([bench, all](const sessions::IkeMessageSeen& event) {
    if (!of_init(event)) return;
    const auto& sa = event.sa;
    auto& waiting = (*all)[{sa.initiator.address, sa.responder.address}];
    if (event.message.header().response()) {
      if (sa.refusal && sa.refusal->refusal_frame == event.datagram.frame)
        waiting = {&sa, *sa.refusal, event.datagram.time};
      return;
    }
    const auto before = std::exchange(waiting, {});
    if (before.sa == nullptr || before.sa == &sa || sa.key_exchanges_sent.empty() ||
        !(sa.key_exchanges_sent.back() == before.refusal.wanted) ||
        seconds_between(before.refused, event.datagram.time) > retry_seconds)
      return;
    Finding& finding = bench.about(Subject(*before.sa));
    finding.evidence.set("offered", before.refusal.offered.display_name());
    finding.evidence.set("wanted", before.refusal.wanted.display_name());
    finding.evidence.set("retried", sa.key_exchanges_sent.back().display_name());
    finding.evidence.set("retried_in", to_text(Subject(sa)));
    finding.add({before.refusal.request_frame, before.refusal.refusal_frame, event.datagram.frame});
    say(finding, before.refusal.request_frame, before.refusal.refusal_frame, event.datagram.frame);
  });
}

void install(const Bench& bench) {
  watch_new_spis(bench);
  bench.events.to<sessions::KeyExchangeRetried>([bench](const sessions::KeyExchangeRetried& event) {
    Finding& finding = bench.about(Subject(event.sa));
    finding.evidence.set("offered", event.offered.display_name());
    finding.evidence.set("wanted", event.wanted.display_name());
    finding.evidence.set("retried", event.retried.display_name());
    finding.add({event.first_request_frame, event.refusal_frame, event.retry_frame});
    say(finding, event.first_request_frame, event.refusal_frame, event.retry_frame);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-invalid-ke",
    .family = Family::negotiation,
    .severity = Severity::info,
    .needs = Needs::ike_clear,
    .title = "The first key exchange method was not the responder's choice",
    .why =
        "The initiator has to guess one method for its KE payload. A wrong guess costs a round "
        "trip; it is no error.",
    .advice = "Put the method that the responder prefers first in the initiator's proposal.",
    .specs = {"RFC 7296 section 1.2", "RFC 7296 section 1.3", "RFC 7296 section 2.7", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_invalid_ke
