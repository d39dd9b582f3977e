// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/rules/rule.h"
#include "ipsec/rules/spi_text.h"

namespace espect::rules::ikev1_lifetimes_differ {
namespace {

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format("{} offered {} a life of {} for {}, and got {}", evidence.text("initiator"),
                     evidence.text("responder"), evidence.text("offered"), evidence.text("sa"),
                     evidence.text("answered"));
}

void tell(const Bench& bench, const sessions::IkeSa& sa, const Address& initiator,
          const Address& responder, std::string what, const sessions::Lifetime& offered,
          const sessions::Lifetime& answered, Certainty certainty,
          std::initializer_list<std::uint32_t> frames) {
  if (offered == answered) return;
  Finding& finding = bench.about(Subject(sa));
  finding.certainty = certainty;
  finding.evidence.set("initiator", to_text(initiator));
  finding.evidence.set("responder", to_text(responder));
  finding.evidence.set("sa", std::move(what));
  const auto said = [](const sessions::Lifetime& lifetime) {
    const auto text = to_text(lifetime);
    return text.empty() ? std::string("no limit") : text;
  };
  finding.evidence.set("offered", said(offered));
  finding.evidence.set("answered", said(answered));
  finding.add(frames);
  const std::string_view said_in[] = {"offered", "answered"};
  std::size_t at = 0;
  for (const auto frame : frames) {
    finding.say(frame, "a life of {2}", 0, 0,
                fmt::format("{}, {} for {}", finding.evidence.text(said_in[at]), said_in[at],
                            finding.evidence.text("sa")));
    ++at;
  }
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeSaNegotiated>([bench](const sessions::IkeSaNegotiated& event) {
    const auto* phase1 = event.sa.ikev1.get();
    if (phase1 == nullptr || !phase1->selected) return;
    // The transform as it was offered, whatever life it has: one that is the same in all is no
    // difference.
    const sessions::Ikev1Offer* offered = nullptr;
    for (const auto& offer : phase1->offers) {
      if (offer.proposal.transforms != phase1->selected->proposal.transforms ||
          offer.authentication != phase1->authentication)
        continue;
      if (offered == nullptr || offer.lifetime == phase1->selected->lifetime) offered = &offer;
    }
    if (offered == nullptr) return;
    tell(bench, event.sa, event.sa.initiator.address, event.sa.responder.address, "phase 1",
         offered->lifetime, phase1->selected->lifetime, Certainty::observed,
         {event.request_frame, event.response_frame});
  });
  bench.events.to<sessions::QuickModeCompleted>([bench](const sessions::QuickModeCompleted& event) {
    if (event.offered == nullptr) return;
    tell(bench, event.sa, event.child.initiator.address, event.child.responder.address,
         "Child SA " + spis_text(event.child), event.offered->lifetime, event.selected.lifetime,
         Certainty::decrypted, {event.request_frame, event.response_frame});
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ikev1-lifetimes-differ",
    .family = Family::policy,
    .severity = Severity::low,
    .needs = Needs::ike_clear,
    .title = "The peers differ in the lifetime of an SA",
    .why =
        "In IKEv1 lifetimes are negotiated. RFC 2407 lets a responder ignore one that differs, answer "
        "with its own or refuse. Peers that keep different ones delete at different times: the one "
        "with the longer life goes on sending on an SA that the other has dropped.",
    .advice = "Set the same lifetimes, in seconds and in kilobytes, on both sides.",
    .specs = {"RFC 2407 section 4.5.4", "RFC 2409 appendix A", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ikev1_lifetimes_differ
