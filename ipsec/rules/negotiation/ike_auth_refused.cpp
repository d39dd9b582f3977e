// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/negotiation/ikev1_refusal.h"
#include "ipsec/rules/negotiation/refusal.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::ike_auth_refused {
namespace {

namespace exchange = registry::exchange;
namespace payload = registry::payload;

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format("{} refused {} of {}: {}", evidence.text("refused_by"),
                     evidence.text("exchange"), evidence.text("peer"), evidence.text("notify"));
}

struct Asked {
  std::string what;
  std::uint32_t frame = 0;
};

void install(const Bench& bench) {
  bench.events.to<sessions::Ikev1Refused>([bench](const sessions::Ikev1Refused& event) {
    if (event.notify && phase_of(event) == Ikev1Phase::proof) about_refusal(bench, event);
  });
  const auto asked = bench.table<std::uint32_t, Asked>("IKE SAs");
  bench.events.to<sessions::IkeMessageOpened>(
      [bench, asked](const sessions::IkeMessageOpened& event) {
        if (event.contents == nullptr || event.retransmission) return;
        const auto& header = event.message.header();
        const auto type = header.exchange;
        if (type.value != exchange::ike_auth && type.value != exchange::ike_intermediate) return;
        if (!header.response()) {
          const auto what = asked_text(sessions::sa_payloads_of(*event.contents));
          auto& request = (*asked)[event.sa.id];
          // Of several rounds the first says what is wanted.
          if (request.frame == 0 || !what.empty()) request = {what, event.datagram.frame};
          return;
        }
        // With AUTH it is the Child SA alone that was refused.
        const auto error = event.contents->error_notify();
        if (!error || error->is(registry::notify::authentication_failed) ||
            event.contents->first(payload::auth) != nullptr)
          return;
        const auto& request = (*asked)[event.sa.id];
        const auto by = to_text(event.sa.responder.address);
        Finding& finding = bench.about(Subject(event.sa));
        finding.certainty = Certainty::decrypted;
        finding.evidence.set("refused_by", by);
        finding.evidence.set("peer", to_text(event.sa.initiator.address));
        finding.evidence.set("exchange", type.display_name());
        finding.evidence.set("notify", error->type.display_name());
        if (!request.what.empty()) finding.evidence.set("asked", request.what);
        finding.evidence.set("why", cause_of_refusal(error->type, by));
        finding.add({request.frame, event.datagram.frame});
        if (heard(finding))
          say_of_exchange(finding, request.frame, "asks for what was refused", event.datagram.frame,
                          "refuses it with " + error->type.display_name());
      });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-auth-refused",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_keys,
    .title = "IKE_AUTH, or phase 1 of IKEv1 behind its proposal, was refused",
    .why =
        "The responder put an error notify in the place of its identity and AUTH, so neither the "
        "IKE SA nor a Child SA comes up. AUTHENTICATION_FAILED has a rule of its own, and so has a "
        "refusal that leaves the IKE SA in place. Many responders refuse proposals, selectors and "
        "address requests this way although RFC 7296 lets the IKE SA stand. Numbers from 8192 on "
        "are private: of 3GPP gateways, or of one implementation. In IKEv1 the notify is often in "
        "the clear, so anybody can send it: told when the negotiation did not go on.",
    .advice =
        "The evidence names the notify, what was asked for and the likeliest cause. Then read the "
        "responder's log: only it knows more.",
    .specs = {"RFC 7296 section 2.21.2", "RFC 7296 section 3.10.1", "RFC 2408 section 3.14.1",
              "3GPP TS 24.302"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_auth_refused
