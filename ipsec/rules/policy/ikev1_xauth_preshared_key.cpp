// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::ikev1_xauth_preshared_key {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} and {} use XAUTH behind a preshared key{}",
                     finding.evidence.text("initiator"), finding.evidence.text("responder"),
                     finding.evidence.text("mode").empty()
                         ? ""
                         : ", in " + finding.evidence.text("mode") + " mode");
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeSaNegotiated>([bench](const sessions::IkeSaNegotiated& event) {
    const auto* phase1 = event.sa.ikev1.get();
    if (phase1 == nullptr ||
        (phase1->authentication.value != registry::ikev1_auth::xauthinitpreshared &&
         phase1->authentication.value != registry::ikev1_auth::xauthresppreshared))
      return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.evidence.set("initiator", to_text(event.sa.initiator.address));
    finding.evidence.set("responder", to_text(event.sa.responder.address));
    finding.evidence.set("method", phase1->authentication.display_name());
    if (phase1->mode == sessions::Ikev1Mode::aggressive)
      finding.evidence.set("mode", std::string("aggressive"));
    finding.add({event.request_frame, event.response_frame});
    if (heard(finding))
      say_of_exchange(finding, event.request_frame,
                      "offers " + phase1->authentication.display_name(), event.response_frame,
                      "selects " + phase1->authentication.display_name());
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ikev1-xauth-preshared-key",
    .family = Family::policy,
    .severity = Severity::low,
    .needs = Needs::ike_clear,
    .title = "XAUTH without a certificate of the gateway",
    .why =
        "XAUTH sends user name and password inside phase 1. When phase 1 is authenticated by a group's "
        "preshared key, everybody who has that key, which is every user, can pretend to be the gateway "
        "and collect passwords.",
    .advice =
        "Use IKEv2 with EAP and a certificate of the gateway, or at least hybrid authentication or "
        "certificates in phase 1.",
    .specs = {"RFC 2409 section 5.4", "RFC 7296 section 2.16", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ikev1_xauth_preshared_key
