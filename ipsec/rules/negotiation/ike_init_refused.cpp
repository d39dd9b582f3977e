// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/negotiation/ikev1_refusal.h"
#include "ipsec/rules/negotiation/refusal.h"
#include "ipsec/rules/negotiation/survived_refusal.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::ike_init_refused {
namespace {

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  if (evidence.text("notify").empty())
    return fmt::format("{} answered IKE_SA_INIT of {} in IKEv1: it speaks IKEv1 only",
                       evidence.text("refused_by"), evidence.text("peer"));
  const auto exchange = evidence.text("exchange");  // of IKEv1
  return fmt::format("{} refused {} of {} with {}{}", evidence.text("refused_by"),
                     exchange.empty() ? "IKE_SA_INIT" : exchange, evidence.text("peer"),
                     evidence.text("notify"), survived_text(evidence));
}

Finding& refusal(const Bench& bench, const sessions::IkeSa& sa) {
  Finding& finding = bench.about(Subject(sa));
  finding.evidence.set("refused_by", to_text(sa.responder.address));
  finding.evidence.set("peer", to_text(sa.initiator.address));
  return finding;
}

void install(const Bench& bench) {
  judge_survived_refusals(bench);
  bench.events.to<sessions::IkeSaRefused>([bench](const sessions::IkeSaRefused& event) {
    // ike-no-proposal-chosen compares what was offered.
    if (event.notify == registry::notify::no_proposal_chosen) return;
    const auto type = registry::NotifyType::read(bench.profile, event.notify);
    Finding& finding = refusal(bench, event.sa);
    finding.evidence.set("notify", type.display_name());
    finding.evidence.set("asked",
                         event.sa.offer.empty() ? "not captured" : to_text(event.sa.offer));
    finding.evidence.set("why", cause_of_refusal(type, to_text(event.sa.responder.address)));
    finding.add({event.request_frame, event.response_frame});
    if (heard(finding))
      say_of_exchange(finding, event.request_frame, "asks for an IKE SA", event.response_frame,
                      "refuses it with " + type.display_name());
  });
  bench.events.to<sessions::Ikev1Refused>([bench](const sessions::Ikev1Refused& event) {
    if (!event.notify || phase_of(event) != Ikev1Phase::offer ||
        event.notify->value == registry::ikev1_notify::no_proposal_chosen)
      return;
    about_refusal(bench, event)
        .evidence.set("asked", event.sa.offer.empty() ? "not captured" : to_text(event.sa.offer));
  });
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    const auto& sa = event.sa;
    const bool from_responder = event.datagram.path.source == sa.responder.address;
    if (event.message.header().major_version() != 1 || sa.version != 2 || sa.selection ||
        !from_responder)
      return;
    Finding& finding = refusal(bench, sa);
    finding.evidence.set("version", "IKEv1");
    finding.evidence.set("why", to_text(sa.responder.address) +
                                    " answers requests of IKEv2 with messages of IKEv1.");
    finding.add({sa.first_frame, event.datagram.frame});
    finding.say(sa.first_frame, "speaks IKEv2; frame {0} answers in IKEv1", event.datagram.frame);
    finding.say(event.datagram.frame, "answers IKEv2 of frame {0} in IKEv1", sa.first_frame);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-init-refused",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_clear,
    .title = "IKE_SA_INIT, main or aggressive mode was refused",
    .why =
        "The responder answered the first request with an error notify in place of an SA: it does "
        "not understand the message, lacks an extension that is marked critical, or speaks another "
        "version of IKE. No IKE SA comes up. The answer is in the clear and not authenticated, so "
        "anybody on the path can send it.",
    .advice =
        "The evidence names the notify and what was asked for. Compare the versions of both "
        "implementations; leave out extensions one after the other. A peer that speaks IKEv1 only "
        "needs an IKEv1 connection, or better an update.",
    .specs = {"RFC 7296 section 2.21.1", "RFC 7296 section 3.10.1", "RFC 7296 section 2.5",
              "RFC 2408 section 3.14.1"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_init_refused
