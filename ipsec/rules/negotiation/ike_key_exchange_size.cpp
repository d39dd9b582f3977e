// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"
#include "ipsec/wire/ike/payloads.h"

namespace espect::rules::ike_key_exchange_size {
namespace {

namespace payload = registry::payload;

std::string sentence(const Finding& finding) {
  return fmt::format("the {} of {} carries {} for {}, not {}", finding.evidence.text("message"),
                     to_text(finding.subject), counted(finding.evidence.number("octets"), "octet"),
                     finding.evidence.text("method"), finding.evidence.number("expected"));
}

// FrodoKEM has a salt behind its ciphertext since 2023, and none in its ephemeral form and before:
// both go by one number.
bool is_salted(const registry::KeyExchangeParameters& sizes, bool response, std::size_t octets) {
  return response && sizes.family == registry::KeyExchangeFamily::frodo_kem &&
         octets == std::size_t{sizes.responder_octets} + 2U * sizes.shared_secret_octets;
}

// Of the exchange, not of the IKE SA: who asks sends the public key.
void judge(const Bench& bench, const sessions::IkeSa& sa, const sessions::PayloadList& payloads,
           const wire::ike::Header& header, std::uint32_t frame, Certainty certainty) {
  for (const auto& one : payloads.payloads()) {
    if (one.type.value != payload::ke) continue;
    Fault fault;
    const auto ke = one.as<wire::ike::KeyExchange>(&fault);
    const auto* sizes = registry::key_exchange_parameters(ke.method.meaning);
    if (fault.problem != Problem::none || sizes == nullptr) continue;
    const auto expected = header.response() ? sizes->responder_octets : sizes->initiator_octets;
    if (ke.data.size() == expected || is_salted(*sizes, header.response(), ke.data.size()))
      continue;
    Finding& finding = bench.about(Subject(sa));
    const auto* row = ke.method.find();
    const bool of_somebody = row != nullptr && row->state == registry::State::private_use_range;
    // A private number may be somebody else's: only the sizes of known software are known.
    if (of_somebody) {
      if (finding.count == 0) finding.judge(Severity::low);
      finding.certainty = Certainty::inferred;
      finding.evidence.set("assumption", std::string("the private number means ") + sizes->name);
    } else {
      finding.judge(bench.rule.severity);
      finding.certainty = certainty;
    }
    finding.evidence.set("message", registry::display_name(registry::ExchangeType::registry(),
                                                           header.exchange.value) +
                                        (header.response() ? " response" : " request"));
    finding.evidence.set("method", ke.method.display_name());
    finding.evidence.set("octets", std::uint64_t{ke.data.size()});
    finding.evidence.set("expected", std::uint64_t{expected});
    finding.add({frame});
    finding.say(frame, "KE of {0} octets, {2} has {1}", ke.data.size(), expected,
                finding.evidence.text("method"));
  }
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    if (event.retransmission || event.datagram.cut_octets != 0 ||
        event.message.fault().problem != Problem::none)
      return;
    judge(bench, event.sa, event.message, event.message.header(), event.datagram.frame,
          Certainty::observed);
  });
  bench.events.to<sessions::IkeMessageOpened>([bench](const sessions::IkeMessageOpened& event) {
    if (event.contents == nullptr || event.retransmission) return;
    judge(bench, event.sa, *event.contents, event.message.header(), event.datagram.frame,
          Certainty::decrypted);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-key-exchange-size",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_clear,
    .title = "A KE payload has the wrong size for its method",
    .why =
        "Each method has one size per role: public value of the group, or for ML-KEM the public "
        "key of the initiator and the ciphertext of the responder. Another size is a broken "
        "implementation, a method under a number that is not its own, or a message that was "
        "changed. Of private numbers (OpenBSD's sntrup761x25519, strongSwan's FrodoKEM) the sizes of "
        "that software are taken, which is inferred and low.",
    .advice =
        "Check that both peers mean the same algorithm by this number: pre-standard ML-KEM and "
        "Kyber builds used numbers of their own. MODP values must be padded with zeros to the size "
        "of the prime.",
    .specs = {"RFC 7296 section 3.4", "RFC 9370 section 2.2.2", "draft-ietf-ipsecme-ikev2-mlkem",
              "RFC 8031"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_key_exchange_size
