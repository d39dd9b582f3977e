// SPDX-License-Identifier: GPL-2.0-or-later
#include <memory>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/negotiation/peer_knowledge.h"
#include "ipsec/rules/rule.h"
#include "ipsec/wire/ike/payloads.h"

namespace espect::rules::ike_authentication_failed {
namespace {

namespace payload = registry::payload;

std::string sentence(const Finding& finding) {
  return fmt::format("{} answered {} with AUTHENTICATION_FAILED in {}",
                     finding.evidence.text("refused_by"), finding.evidence.text("peer"),
                     finding.evidence.text("exchange"));
}

std::string identity(const wire::ike::Payload& body) {
  const auto id = body.as<wire::ike::Identification>();
  const auto type = id.type.display_name();
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
  bool names_ppk = false;  // RFC 8784 section 3
};

using sessions::AuthVerdict;

// What AUTH of the refused side proves, with the secrets that key sources gave.
AuthVerdict verdict_of(const sessions::IkeSa& sa, bool refused_by_initiator) {
  if (sa.opening == nullptr) return AuthVerdict::not_seen;
  return (refused_by_initiator ? sa.opening->responder() : sa.opening->initiator()).verdict;
}

std::string cause(AuthVerdict verdict, const std::string& peer, const std::string& by,
                  bool names_ppk) {
  if (names_ppk && verdict != AuthVerdict::failed)
    return fmt::format(
        "{} Likeliest causes: {} does not know the PPK that {} names, or demands another one; or "
        "it does not expect this identity.",
        verdict == AuthVerdict::verified
            ? fmt::format("AUTH of {} is right for the secret or certificate known here.", peer)
            : fmt::format("AUTH of {} could not be verified here.", peer),
        by, peer);
  switch (verdict) {
    case AuthVerdict::failed:
      return fmt::format(
          "AUTH of {} does not fit the secret or certificate known here. Likeliest cause: the two "
          "ends hold different secrets.",
          peer);
    case AuthVerdict::verified:
      return fmt::format(
          "AUTH of {} is right for the secret or certificate known here. Likeliest cause: {} does "
          "not expect this identity, or does not trust it.",
          peer, by);
    case AuthVerdict::not_seen:
    case AuthVerdict::not_verified:
      return fmt::format(
          "AUTH of {} could not be verified here. Likeliest causes: another secret, or an identity "
          "that {} does not expect.",
          peer, by);
  }
  return {};
}

void install(const Bench& bench) {
  // Identities that an address let in, by IKE_AUTH that made a Child SA.
  const auto let_in = bench.table<std::string, std::string>("addresses");
  struct Refused {
    std::string by;
    std::string identity;
    std::string why;
  };
  const auto refusals = bench.table<std::uint32_t, Refused>("refusals");
  const auto asked = bench.table<std::uint32_t, Asked>("IKE SAs");
  bench.events.to<sessions::IkeMessageOpened>(
      [bench, asked, refusals](const sessions::IkeMessageOpened& event) {
        if (event.contents == nullptr || event.retransmission) return;
        const auto& sa = event.sa;
        const auto& header = event.message.header();
        const bool auth = header.exchange.value == registry::exchange::ike_auth;
        if (const auto* id = event.contents->first(payload::idi); auth && id != nullptr)
          (*asked)[sa.id] = {identity(*id), event.datagram.frame,
                             event.contents->has_notify(registry::notify::ppk_identity)};
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
        finding.say(request.frame,
                    header.from_initiator()
                        ? MarkFormat("the IKE_AUTH request whose answer is refused in frame {0}")
                        : MarkFormat("this identity or its proof is refused in frame {0}"),
                    event.datagram.frame);
        finding.say(event.datagram.frame, "AUTHENTICATION_FAILED, about IKE_AUTH of frame {0}",
                    request.frame);
        const auto verdict = verdict_of(sa, header.from_initiator());
        // Whom the initiator refused is in the response, whose identity is the responder's.
        (*refusals)[sa.id] = {to_text(by.address), header.from_initiator() ? "" : request.identity,
                              cause(verdict, to_text(peer.address), to_text(by.address),
                                    !header.from_initiator() && request.names_ppk)};
      });
  bench.events.to<sessions::ChildSaMade>([asked, let_in](const sessions::ChildSaMade& event) {
    const auto request = asked->find(event.sa.id);
    if (event.exchange != registry::exchange::ike_auth || request == asked->end()) return;
    const auto& known = request->second.identity;
    (*let_in)[to_text(event.sa.responder.address)] =
        fmt::format("{} in IKE SA {:016x}-{:016x}", known, event.sa.spi_i, event.sa.spi_r);
  });
  bench.events.to<sessions::CaptureEnded>([bench, refusals, let_in](const auto&) {
    for (const auto& [id, refused] : *refusals) {
      Subject subject;
      subject.ike_sa = id;
      auto& evidence = bench.about(subject).evidence;
      const auto accepted = let_in->find(refused.by);
      evidence.set("why", refused.why);
      if (refused.identity.empty()) continue;
      compare(evidence, "identity", refused.identity,
              accepted != let_in->end() ? accepted->second : "");
    }
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
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

}  // namespace espect::rules::ike_authentication_failed
