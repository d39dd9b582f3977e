// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/hex.h"
#include "ipsec/registry/tables.h"
#include "ipsec/rules/negotiation/refusal.h"
#include "ipsec/rules/rule.h"
#include "ipsec/wire/ike/eap.h"

namespace espect::rules::ike_eap_failed {
namespace {

namespace eap_type = registry::eap_type;
namespace eap_code = registry::eap_code;

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  const auto identity = evidence.text("identity");
  return fmt::format("{} ended EAP ({}) with Failure for {}{}", evidence.text("refused_by"),
                     evidence.text("method"), evidence.text("peer"),
                     identity.empty() ? "" : ", who said to be " + identity);
}

std::string printable(Bytes octets) {
  std::string text;
  for (const auto octet : octets)
    text += octet >= 0x20 && octet < 0x7f ? std::string(1, static_cast<char>(octet))
                                          : fmt::format("\\x{:02x}", octet);
  return text;
}

// What was heard of one EAP conversation.
struct Conversation {
  registry::EapType method;  // 0 = none was begun
  std::string identity;
  std::uint64_t rounds = 0;
  std::uint32_t first_frame = 0;
};

void hear(Conversation& heard, const wire::ike::Eap& eap, std::uint32_t frame) {
  if (heard.first_frame == 0) heard.first_frame = frame;
  if (eap.code.value == eap_code::request) ++heard.rounds;
  if (eap.code.value == eap_code::response && eap.type == eap_type::identity)
    heard.identity = printable(eap.data);
  // Identity, Notification and Nak choose no method (RFC 3748 section 5).
  if (eap.code.value == eap_code::request && eap.type > eap_type::legacy_nak)
    heard.method = eap.type;
}

void install(const Bench& bench) {
  const auto conversations = bench.table<std::uint32_t, Conversation>("EAP conversations");
  bench.events.to<sessions::IkeMessageOpened>(
      [bench, conversations](const sessions::IkeMessageOpened& event) {
        if (event.contents == nullptr || event.retransmission) return;
        const auto* payload = event.contents->first(registry::payload::eap);
        if (payload == nullptr) return;
        Fault fault;
        const auto eap = payload->as<wire::ike::Eap>(&fault);
        if (fault.problem != Problem::none) return;
        auto& heard = (*conversations)[event.sa.id];
        hear(heard, eap, event.datagram.frame);
        if (eap.code.value != eap_code::failure) return;
        Finding& finding = bench.about(Subject(event.sa));
        finding.certainty = Certainty::decrypted;
        finding.evidence.set("refused_by", to_text(event.sa.responder.address));
        finding.evidence.set("peer", to_text(event.sa.initiator.address));
        finding.evidence.set("method", heard.method.value != 0 ? heard.method.display_name()
                                                               : std::string("no method begun"));
        if (!heard.identity.empty()) finding.evidence.set("identity", heard.identity);
        finding.evidence.set("rounds", heard.rounds);
        finding.add({heard.first_frame, event.datagram.frame});
        finding.say(heard.first_frame, "EAP begins, and fails in frame {0}", event.datagram.frame);
        finding.say(event.datagram.frame, "Failure ends the EAP that began in frame {0}",
                    heard.first_frame);
      });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-eap-failed",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_keys,
    .title = "EAP ended with Failure",
    .why =
        "The EAP server did not accept the user: a wrong password, an unknown or blocked "
        "subscriber, an expired certificate, or a method that the two ends do not share. The "
        "negotiation ends there, so neither the IKE SA nor a Child SA comes up.",
    .advice =
        "Look the identity of the evidence up in the log of the EAP or RADIUS server, which knows "
        "the reason. Without a method in the evidence the server refused the identity itself, or "
        "the client refused every method that was proposed.",
    .specs = {"RFC 7296 section 2.16", "RFC 3748 section 4.2", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_eap_failed
