// SPDX-License-Identifier: GPL-2.0-or-later
#include <map>
#include <memory>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"
#include "ipsec/wire/ike/payloads.h"

namespace espect::rules {
namespace {

namespace payload = registry::payload;

std::string sentence(const Finding& finding) {
  return fmt::format("{} answered {} with AUTHENTICATION_FAILED in {}",
                     finding.evidence.text("refused_by"), finding.evidence.text("peer"),
                     finding.evidence.text("exchange"));
}

std::string identity(const wire::ike::Payload& body) {
  const auto id = wire::decode_all<wire::ike::Identification>(body.body);
  const auto type = registry::display_name(registry::IdType::registry(), id.type.value);
  std::string text;
  for (const auto octet : id.data)
    text += octet >= 0x20 && octet < 0x7f ? std::string(1, static_cast<char>(octet))
                                          : fmt::format("\\x{:02x}", octet);
  return fmt::format("{} {}", type, text);
}

// What the initiator said of itself, for a refusal that may follow.
struct Asked {
  std::string identity;
  std::uint32_t frame = 0;
};

void install(const Bench& bench) {
  const auto asked = std::make_shared<std::map<std::uint32_t, Asked>>();
  bench.events.to<sessions::IkeMessageOpened>(
      [bench, asked](const sessions::IkeMessageOpened& event) {
        if (event.contents == nullptr || event.retransmission) return;
        const auto& sa = event.sa;
        const auto& header = event.message.header();
        const bool auth = header.exchange.value == registry::exchange::ike_auth;
        if (const auto* id = event.contents->first(payload::idi); auth && id != nullptr)
          (*asked)[sa.id] = {identity(*id), event.datagram.frame};
        // The initiator says it in an INFORMATIONAL request of its own.
        const bool told =
            auth ? header.response()
                 : !header.response() && header.exchange.value == registry::exchange::informational;
        if (!told || !event.contents->has_notify(registry::notify::authentication_failed)) return;
        Finding& finding = bench.about(Subject(sa));
        const auto& by = header.from_initiator() ? sa.initiator : sa.responder;
        const auto& peer = header.from_initiator() ? sa.responder : sa.initiator;
        finding.certainty = Certainty::decrypted;
        finding.evidence.set("refused_by", to_text(by.address));
        finding.evidence.set("peer", to_text(peer.address));
        finding.evidence.set("exchange", registry::display_name(registry::ExchangeType::registry(),
                                                                header.exchange.value));
        const auto& request = (*asked)[sa.id];
        if (!request.identity.empty()) finding.evidence.set("initiator_identity", request.identity);
        finding.add({request.frame, event.datagram.frame});
      });
}

}  // namespace

extern const RuleInfo ike_authentication_failed;
const RuleInfo ike_authentication_failed{
    .id = "ike-authentication-failed",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_keys,
    .title = "A peer refused the other's authentication",
    .why =
        "AUTHENTICATION_FAILED ends the negotiation: a wrong preshared key, a certificate that is "
        "not trusted, expired or without the right name, an identity that no connection of the "
        "peer expects, or a post-quantum preshared key that differs. Without keys this looks like "
        "a short IKE_AUTH response.",
    .advice =
        "Compare the identities in the evidence with the configuration of the peer that refused, "
        "then its log: only the peer knows the reason, and it must not tell it. Same identity and "
        "method: compare the secrets or the certificate chain.",
    .specs = {"RFC 7296 section 2.21.2", "RFC 7296 section 2.15", "RFC 8784 section 3", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
