// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"
#include "ipsec/sessions/ikev1/identity.h"

namespace espect::rules::ikev1_identity_in_clear {
namespace {

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  std::string text;
  for (const auto* side : {"initiator", "responder"})
    if (const auto id = evidence.text(std::string(side) + "_identity"); !id.empty())
      text += fmt::format("{}{} {}", text.empty() ? "" : " and ", evidence.text(side), id);
  return fmt::format("aggressive mode shows who the peers are: {}", text);
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    const auto* phase1 = event.sa.ikev1.get();
    if (phase1 == nullptr || event.retransmission || event.exchange == nullptr ||
        event.exchange->message_id != 0)
      return;
    const std::size_t side = event.from_initiator ? 0 : 1;
    const auto& peer = phase1->peers[side];
    if (!peer.id_in_clear) return;
    const auto* name = event.from_initiator ? "initiator" : "responder";
    Finding& finding = bench.about(Subject(event.sa));
    const auto key = std::string(name) + "_identity";
    if (!finding.evidence.text(key).empty()) return;
    finding.evidence.set(
        name, to_text((event.from_initiator ? event.sa.initiator : event.sa.responder).address));
    finding.evidence.set(key, sessions::ikev1_identity(peer.id));
    finding.add({event.datagram.frame});
    if (heard(finding))
      finding.say(event.datagram.frame, "{2}", 0, 0,
                  fmt::format("the {} is {}", name, finding.evidence.text(key)));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ikev1-identity-in-clear",
    .family = Family::policy,
    .severity = Severity::low,
    .needs = Needs::ike_clear,
    .title = "Aggressive mode shows identities in the clear",
    .why =
        "Aggressive mode sends both identities before there is a key. Whoever sees the packets learns "
        "user names, group names and host names, which is half of what a guess of a preshared key "
        "needs.",
    .advice =
        "Use main mode, or IKEv2, which encrypts identities. Where a dynamic address forced aggressive "
        "mode: IKEv2 does not need it.",
    .specs = {"RFC 2409 section 5", "RFC 2409 section 5.4", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ikev1_identity_in_clear
