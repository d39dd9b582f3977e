// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "ipsec/registry/signature_algorithm.h"
#include "ipsec/registry/tables.h"
#include "ipsec/rules/policy/extensions/breach.h"
#include "ipsec/rules/policy/extensions/checks.h"
#include "ipsec/sessions/said/curve_point.h"
#include "ipsec/sessions/said/proposal.h"
#include "ipsec/sessions/said/sa_payloads.h"
#include "ipsec/wire/ike/payloads.h"

// ShangMi algorithms; experimental profile section 5.
namespace espect::rules {
namespace {

namespace types = registry::transform_type;
namespace encr = registry::encryption_algorithm;

void check_sm4(const sessions::Proposal& proposal, Breaches& breaches) {
  namespace encr = registry::encryption_algorithm;
  bool integrity = false;
  for (const auto& transform : proposal.transforms)
    if (transform.type == registry::transform_type::integ && transform.id != 0) integrity = true;
  for (const auto& transform : proposal.transforms) {
    if (transform.type != registry::transform_type::encr) continue;
    const auto cipher = transform.as<registry::EncryptionAlgorithm>();
    const bool cbc = cipher.means(encr::encr_sm4_cbc);
    const bool aead = cipher.means(encr::encr_sm4_gcm_16) || cipher.means(encr::encr_sm4_ccm_16);
    if (!cbc && !aead) continue;
    if (cbc != integrity)
      breaches.push_back({"XSM-01", fmt::format("{} {} an integrity algorithm",
                                                cipher.display_name(), cbc ? "without" : "with")});
    if (transform.key_bits != 0 && transform.key_bits != 128)
      breaches.push_back(
          {"XSM-KEY-LENGTH", fmt::format("{} with a Key Length of {} bits", cipher.display_name(),
                                         transform.key_bits)});
  }
}

bool is_sm4(const sessions::Transform& transform) {
  return transform.type == types::encr &&
         (transform.meaning == encr::encr_sm4_cbc || transform.meaning == encr::encr_sm4_gcm_16 ||
          transform.meaning == encr::encr_sm4_ccm_16);
}

bool is_shangmi(const sessions::Transform& transform) {
  namespace integ = registry::integrity_algorithm;
  return is_sm4(transform) ||
         (transform.type == types::prf &&
          transform.meaning == registry::pseudorandom_function::prf_hmac_sm3) ||
         (transform.type == types::integ && (transform.meaning == integ::auth_hmac_sm3_96 ||
                                             transform.meaning == integ::auth_hmac_sm3_128 ||
                                             transform.meaning == integ::auth_hmac_sm3_256)) ||
         (transform.is_key_exchange() &&
          transform.meaning == registry::key_exchange_method::curvesm2);
}

// MD5, SHA-1 and 1024-bit MODP.
bool is_outdated(const sessions::Transform& transform) {
  constexpr std::uint32_t md5 = 1, sha1 = 2, modp_1024 = 2;
  if (transform.is_key_exchange()) return transform.meaning == modp_1024;
  return (transform.type == types::prf || transform.type == types::integ) &&
         (transform.meaning == md5 || transform.meaning == sha1);
}

void check_mix(const sessions::Proposal& selection, Breaches& breaches) {
  if (std::ranges::none_of(selection.transforms, is_sm4)) return;
  for (const auto& transform : selection.transforms)
    if (is_outdated(transform))
      breaches.push_back(
          {"XSM-04", fmt::format("SM4 together with {}", to_text(transform)), Severity::low});
}

void check_points(const sessions::PayloadList& payloads, Breaches& breaches) {
  for (const auto& payload : payloads.payloads()) {
    if (payload.type.value != registry::payload::ke) continue;
    const auto ke = payload.as<wire::ike::KeyExchange>();
    if (sessions::is_curve_point(ke.method, ke.data) == false)
      breaches.push_back({"XSM-02", "the public value of curveSM2 is no point of the curve"});
  }
}

// Who said in IKE_SA_INIT that he verifies signatures over SM3.
struct KnowsSm3 {
  std::array<bool, 2> seen{};  // of the initiator, of the responder
  std::array<bool, 2> knows{};
};

void note_hashes(KnowsSm3& known, const sessions::IkeMessageSeen& event) {
  const std::size_t side = event.from_initiator ? 0 : 1;
  known.seen.at(side) = true;
  const auto notify = event.message.notify(registry::notify::signature_hash_algorithms);
  if (!notify) return;
  Reader in(notify->data);
  while (in.left() >= 2) {
    const auto hash =
        registry::HashAlgorithm::read(event.message.profile(), in.number<std::uint16_t>("hash"));
    if (hash.means(registry::hash_algorithm::sm3)) known.knows.at(side) = true;
  }
}

void check_signature(const sessions::IkeMessageOpened& event, const KnowsSm3* known,
                     Breaches& breaches) {
  namespace methods = registry::authentication_method;
  const auto* payload = event.contents->first(registry::payload::auth);
  if (payload == nullptr) return;
  const auto auth = payload->as<wire::ike::Authentication>();
  if (auth.method.means(methods::sm2_digital_signature) && event.sa.selection &&
      std::ranges::none_of(event.sa.selection->transforms, is_shangmi))
    breaches.push_back(
        {"XSM-03", "an SM2 signature (method 241) on an IKE SA without ShangMi", Severity::low});
  if (auth.method != methods::digital_signature || auth.data.empty() || known == nullptr) return;
  const auto* signature = registry::find_signature_algorithm(
      auth.data.subspan(1, std::min<std::size_t>(auth.data[0], auth.data.size() - 1)));
  const std::size_t verifier = event.from_initiator ? 1 : 0;
  if (signature != nullptr && std::string_view(signature->dotted) == "1.2.156.10197.1.501" &&
      known->seen.at(verifier) && !known->knows.at(verifier))
    breaches.push_back(
        {"XSM-03", "an SM2 signature for a peer that did not announce SM3", Severity::low});
}

}  // namespace

void check_shangmi(const Bench& bench) {
  const auto hashes = bench.table<std::uint32_t, KnowsSm3>("IKE SAs");
  bench.events.to<sessions::IkeMessageSeen>([bench, hashes](const sessions::IkeMessageSeen& event) {
    if (event.retransmission || event.datagram.cut_octets != 0 ||
        event.message.header().exchange.value != registry::exchange::ike_sa_init)
      return;
    note_hashes((*hashes)[event.sa.id], event);
    Breaches breaches;
    check_points(event.message, breaches);
    report_breaches(bench, Subject(event.sa), breaches, event.datagram.frame);
    if (!breaches.empty()) bench.about(Subject(event.sa)).certainty = Certainty::observed;
  });
  bench.events.to<sessions::IkeMessageOpened>(
      [bench, hashes](const sessions::IkeMessageOpened& event) {
        if (event.contents == nullptr || event.retransmission) return;
        Breaches breaches;
        check_points(*event.contents, breaches);
        check_signature(event, hashes->get(event.sa.id), breaches);
        report_breaches(bench, Subject(event.sa), breaches, event.datagram.frame);
      });
  bench.events.to<sessions::ChildSaMade>([bench](const sessions::ChildSaMade& event) {
    Breaches breaches;
    if (event.request != nullptr)
      for (const auto& proposal : event.request->proposals) check_sm4(proposal, breaches);
    place_from(breaches, 0, Breach::Place::first);
    const auto in_request = breaches.size();
    check_sm4(event.child.selection, breaches);
    check_mix(event.child.selection, breaches);
    place_from(breaches, in_request, Breach::Place::second);
    report_breaches(bench, Subject(event.sa), breaches, event.request_frame, event.response_frame);
  });
  bench.events.to<sessions::IkeSaNegotiated>([bench](const sessions::IkeSaNegotiated& event) {
    Breaches breaches;
    for (const auto& proposal : event.sa.offer) check_sm4(proposal, breaches);
    place_from(breaches, 0, Breach::Place::first);
    const auto in_request = breaches.size();
    if (event.sa.selection) check_mix(*event.sa.selection, breaches);
    place_from(breaches, in_request, Breach::Place::second);
    report_breaches(bench, Subject(event.sa), breaches, event.request_frame, event.response_frame);
  });
}

}  // namespace espect::rules
