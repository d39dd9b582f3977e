// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::ike_transcript_differs {
namespace {

using sessions::Transcript;

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format("AUTH of {} covers {}: {}", evidence.text("peer"), evidence.text("covers"),
                     evidence.text("what"));
}

// The other side's message, as this one heard it.
const char* heard(bool initiator) {
  return initiator ? "response" : "request";
}
const char* sent(bool initiator) {
  return initiator ? "request" : "response";
}

std::string what_happened(const sessions::PeerAuthentication& peer, bool initiator) {
  if (peer.notify_removed)
    return fmt::format(
        "its IKE_SA_INIT {} lost IKE_SA_INIT_FULL_TRANSCRIPT_AUTH before this "
        "capture point",
        sent(initiator));
  if (peer.transcript == Transcript::own_message)
    return fmt::format(
        "the IKE_SA_INIT {} that it got had lost IKE_SA_INIT_FULL_TRANSCRIPT_AUTH, "
        "or it does not do what it announced",
        heard(initiator));
  return "without IKE_SA_INIT_FULL_TRANSCRIPT_AUTH by both it covers its own message only";
}

void judge(const Bench& bench, const sessions::IkeMessageOpened& event) {
  const auto& header = event.message.header();
  if (event.contents == nullptr || event.retransmission || event.sa.opening == nullptr ||
      header.exchange.value != registry::exchange::ike_auth ||
      event.contents->first(registry::payload::auth) == nullptr)
    return;
  const auto& peer = event.sa.opening->auth.at(event.from_initiator ? 0 : 1);
  if (peer.verdict != sessions::AuthVerdict::failed || peer.transcript == Transcript::unknown)
    return;
  Finding& finding = bench.about(Subject(event.sa));
  finding.certainty = Certainty::decrypted;
  finding.evidence.set("peer", to_text(event.datagram.path.source));
  finding.evidence.set("role", std::string(event.from_initiator ? "initiator" : "responder"));
  finding.evidence.set("covers", std::string(peer.transcript == Transcript::both_messages
                                                 ? "both IKE_SA_INIT messages"
                                                 : "its own IKE_SA_INIT message only"));
  finding.evidence.set("what", what_happened(peer, event.from_initiator));
  finding.add({event.datagram.frame});
  if (::espect::rules::heard(finding))
    finding.say(event.datagram.frame, "AUTH of the {2}", 0, 0,
                fmt::format("{} covers {}", finding.evidence.text("role"),
                            finding.evidence.text("covers")));
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageOpened>([bench](const auto& event) { judge(bench, event); });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-transcript-differs",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_keys,
    .title = "A peer authenticated other IKE_SA_INIT messages than the capture shows",
    .why =
        "With IKE_SA_INIT_FULL_TRANSCRIPT_AUTH (16447) from both, AUTH covers both IKE_SA_INIT "
        "messages. Here an AUTH is right only when that notify is thought away, or put back where "
        "the capture has none: somebody between the peers took it out, as a downgrade attack would "
        "begin. The other peer computes another AUTH and refuses.",
    .advice =
        "Find what stands between the peers and changes IKE_SA_INIT. If nothing does, the peer "
        "announces the extension without doing it: update it.",
    .specs = {"draft-ietf-ipsecme-ikev2-downgrade-prevention", "RFC 7296 section 2.15", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_transcript_differs
