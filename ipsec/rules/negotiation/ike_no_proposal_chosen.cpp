// SPDX-License-Identifier: GPL-2.0-or-later
#include <memory>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/negotiation/ikev1_refusal.h"
#include "ipsec/rules/negotiation/proposal_comparison.h"
#include "ipsec/rules/negotiation/survived_refusal.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::ike_no_proposal_chosen {
namespace {

std::string sentence(const Finding& finding) {
  const auto notify = finding.evidence.text("notify");  // of IKEv1
  return fmt::format("{} answered {} with {}; offered was {}{}", finding.evidence.text("responder"),
                     finding.evidence.text("initiator"),
                     notify.empty() ? "NO_PROPOSAL_CHOSEN" : notify,
                     finding.evidence.text("offered"), survived_text(finding.evidence));
}

// Main or aggressive mode.
void take_ikev1(const Bench& bench, const sessions::Ikev1Refused& event,
                Capped<std::uint32_t, RefusedOffer>& refusals) {
  if (!event.notify || event.notify->value != registry::ikev1_notify::no_proposal_chosen ||
      phase_of(event) != Ikev1Phase::offer)
    return;
  const auto& sa = event.sa;
  Finding& finding = about_refusal(bench, event);
  finding.evidence.set("initiator", to_text(sa.initiator.address, sa.initiator.port));
  finding.evidence.set("responder", to_text(sa.responder.address, sa.responder.port));
  finding.evidence.set("offered", sa.offer.empty() ? "not captured" : to_text(sa.offer));
  refusals[sa.id] = {sa.offer, registry::protocol::ike, sa.initiator.address, sa.responder.address};
}

// Explained at the end, when everything is known about the peer that refused.
using Refusals = Capped<std::uint32_t, RefusedOffer>;

void install(const Bench& bench) {
  judge_survived_refusals(bench);
  const auto knowledge = PeerKnowledge::listen(bench);
  const auto refusals = bench.table<std::uint32_t, RefusedOffer>("refusals");
  bench.events.to<sessions::IkeSaRefused>([bench, refusals](const sessions::IkeSaRefused& event) {
    if (event.notify != registry::notify::no_proposal_chosen) return;
    const auto& sa = event.sa;
    Finding& finding = bench.about(Subject(sa));
    finding.evidence.set("exchange", "IKE_SA_INIT");
    finding.evidence.set("initiator", to_text(sa.initiator.address, sa.initiator.port));
    finding.evidence.set("responder", to_text(sa.responder.address, sa.responder.port));
    finding.evidence.set("offered", sa.offer.empty() ? "not captured" : to_text(sa.offer));
    finding.add({event.request_frame, event.response_frame});
    if (heard(finding))
      say_of_exchange(finding, event.request_frame, "offers " + finding.evidence.text("offered"),
                      event.response_frame, "NO_PROPOSAL_CHOSEN");
    (*refusals)[sa.id] = {sa.offer, registry::protocol::ike, sa.initiator.address,
                          sa.responder.address};
  });
  bench.events.to<sessions::Ikev1Refused>([bench, refusals](const sessions::Ikev1Refused& event) {
    take_ikev1(bench, event, *refusals);
  });
  bench.events.to<sessions::SaRefused>([bench, refusals](const sessions::SaRefused& event) {
    if (event.notify != registry::notify::no_proposal_chosen) return;
    const auto& sa = event.sa;
    const auto& asked = event.from_initiator ? sa.initiator : sa.responder;
    const auto& refused = event.from_initiator ? sa.responder : sa.initiator;
    Finding& finding = bench.about(Subject(sa));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set(
        "exchange", registry::display_name(registry::ExchangeType::registry(), event.exchange));
    finding.evidence.set("protocol",
                         registry::display_name(registry::ProtocolId::registry(), event.protocol));
    const auto& path = event.path;
    finding.evidence.set("initiator", to_text(path.destination, path.destination_port));
    finding.evidence.set("responder", to_text(path.source, path.source_port));
    finding.evidence.set("offered", event.request == nullptr || event.request->proposals.empty()
                                        ? "not captured"
                                        : to_text(event.request->proposals));
    finding.add({event.request_frame, event.response_frame});
    if (heard(finding))
      say_of_exchange(finding, event.request_frame, "offers " + finding.evidence.text("offered"),
                      event.response_frame, "NO_PROPOSAL_CHOSEN");
    (*refusals)[sa.id] = {
        event.request != nullptr ? event.request->proposals : std::vector<sessions::Proposal>(),
        event.protocol, asked.address, refused.address};
  });
  bench.events.to<sessions::CaptureEnded>(
      [bench, knowledge, refusals](const sessions::CaptureEnded&) {
        OfferComparison comparison(*knowledge);
        for (const auto& [id, refused] : *refusals) {
          Subject subject;
          subject.ike_sa = id;
          comparison.explain(bench.about(subject), refused);
        }
      });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-no-proposal-chosen",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_clear,
    .title = "No proposal was acceptable to the responder",
    .why =
        "The peers share no complete set of algorithms: every proposal holds at least one "
        "transform type for which the responder accepts none of the offered values. No SA comes "
        "up.",
    .advice =
        "Compare the offered transforms with the responder's configuration, type by type. With "
        "several proposals the nearest one often differs in a single transform, such as the "
        "(additional) key exchange.",
    .specs = {"RFC 7296 section 2.7", "RFC 7296 section 3.3", "RFC 7296 section 3.10.1",
              "RFC 9370 section 2.2.1"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_no_proposal_chosen
