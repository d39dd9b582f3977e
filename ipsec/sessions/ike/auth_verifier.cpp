// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/auth_verifier.h"

#include <algorithm>
#include <string_view>

#include "ipsec/bytes/writer.h"
#include "ipsec/crypto/proof.h"
#include "ipsec/crypto/signature.h"
#include "ipsec/registry/tables.h"
#include "ipsec/wire/encoder.h"
#include "ipsec/wire/ike/authentication.h"

namespace espect::sessions {
namespace {

namespace payload_types = registry::payload;
namespace methods = registry::authentication_method;
using wire::ike::Header;
using wire::ike::PayloadHeader;

// AUTH payloads of a side that are checked although nothing fitted those before, and of them those
// against what an attacker may have changed of IKE_SA_INIT.
constexpr unsigned most_in_vain = 64;
constexpr unsigned most_in_full = 4;

Bytes octets_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};  // NOLINT: octets
}

// RFC 9242 section 3.3.2: A and P, as if the message had one SK payload without IV, padding and
// ICV, also when it came in fragments.
std::vector<std::uint8_t> authenticated_octets(const IkeMessage& message,
                                               const IkeContents& contents) {
  const auto inside = contents.octets();
  Header header = message.header();
  const auto& sk = message.payloads().back();
  const bool fragmented = sk.type.value == payload_types::skf;
  const Bytes between =
      message.octets().subspan(Header::octets, sk.offset - std::size_t{Header::octets});
  if (fragmented && between.empty()) header.next_payload = payload_types::sk;
  header.length = static_cast<std::uint32_t>(Header::octets + between.size() +
                                             PayloadHeader::octets + inside.size());
  PayloadHeader sk_header = sk.header;
  sk_header.next_payload = contents.first_type();
  sk_header.length = static_cast<std::uint16_t>(PayloadHeader::octets + inside.size());
  Writer out;
  wire::encode(out, header);
  out.append(between);
  wire::encode(out, sk_header);
  out.append(inside);
  return out.release();
}

// Whether an identity that a key source names is the one in an ID payload body: its data as text.
bool is_identity(const std::optional<std::string>& named, const std::vector<std::uint8_t>& id) {
  constexpr std::size_t fixed_octets = 4;  // ID type and reserved
  return named && id.size() >= fixed_octets &&
         std::ranges::equal(octets_of(*named), Bytes(id).subspan(fixed_octets));
}

}  // namespace

void AuthVerifier::set_init(std::size_t side, Bytes message, bool said) {
  init_.octets.at(side).assign(message.begin(), message.end());
  init_.said.at(side) = said;
}

void AuthVerifier::set_nonces(Bytes ni, Bytes nr) {
  nonce_[0].assign(ni.begin(), ni.end());
  nonce_[1].assign(nr.begin(), nr.end());
}

void AuthVerifier::on_intermediate(const IkeMessage& message, bool from_initiator,
                                   const IkeContents& contents, const IkeGeneration& generation) {
  const auto prf = crypto::Prf::of(generation.prf);
  if (!prf) return;
  const std::size_t side = from_initiator ? 0 : 1;
  const auto& sk_p = side == 0 ? generation.keys.pi : generation.keys.pr;
  int_auth_[side] = (*prf)(sk_p, {int_auth_[side], authenticated_octets(message, contents)});
  intermediate_ = true;
}

void AuthVerifier::on_auth(const IkeMessage& message, bool from_initiator,
                           const IkeContents& contents, const IkeGeneration& generation) {
  const std::size_t side = from_initiator ? 0 : 1;
  if (auth_message_id_ == 0) auth_message_id_ = message.header().message_id;
  auto& peer = peers_[side];
  const auto* id = contents.first(side == 0 ? payload_types::idi : payload_types::idr);
  if (id != nullptr) peer.id.assign(id->body.begin(), id->body.end());
  constexpr std::uint8_t x509_signature = 4;
  if (const auto* cert = contents.first(payload_types::cert); cert != nullptr) {
    const auto body = cert->as<wire::ike::Certificate>();
    if (body.encoding.value == x509_signature)
      peer.certificate.assign(body.data.begin(), body.data.end());
  }
  if (contents.has_notify(registry::notify::ppk_identity)) ppk_ = true;
  const auto* auth = contents.first(payload_types::auth);
  // With EAP the responder proves itself twice: what its certificate showed first stays.
  if (auth != nullptr && peer.verdict != AuthVerdict::verified) {
    const auto body = auth->as<wire::ike::Authentication>();
    peer.method = body.method;
    peer.eap = eap_ && peer.method == methods::shared_key_message_integrity_code;
    if (peer.method == methods::digital_signature && !body.data.empty())
      peer.signature = registry::find_signature_algorithm(
          body.data.subspan(1, std::min<std::size_t>(body.data[0], body.data.size() - 1)));
    if (message.profile() != nullptr) sm2_id_ = message.profile()->sm2_id;
    check(peer, side, body.data, generation);
  }
  if (contents.first(payload_types::eap) != nullptr) eap_ = true;
}

void AuthVerifier::check(PeerAuthentication& peer, std::size_t side, Bytes auth_data,
                         const IkeGeneration& generation) {
  peer.verdict = AuthVerdict::not_verified;
  const auto prf = crypto::Prf::of(generation.prf);
  const auto& sk_p = side == 0 ? generation.keys.pi : generation.keys.pr;
  if (!prf || sk_p.empty() || init_.octets[side].empty() || nonce_[1 - side].empty() ||
      peer.id.empty())
    return;
  // RFC 8784 section 3: with a PPK, SK_p* are prf+(PPK, SK_p*).
  std::vector<crypto::Secret> candidates{sk_p};
  const auto& header = init_.octets[1];
  if (header.size() < Header::octets) return;
  Reader in(header);
  const auto spis = wire::decode<Header>(in);
  for (const auto* ppk : ring_.ppks(spis.spi_i, spis.spi_r))
    candidates.push_back(prf->plus(ppk->ppk, {sk_p}, sk_p.size()));

  const auto before = in_vain_.at(side)++;
  if (before >= most_in_vain) return;
  const auto agreed_only = before >= most_in_full;
  bool agreed = true;
  for (const auto& transcript : init_transcripts(init_, side, agreed_only)) {
    for (const auto& candidate : candidates) {
      const auto verdict = check_one({side, *prf, candidate, transcript, auth_data});
      if (verdict == AuthVerdict::verified) {
        peer.verdict = agreed ? verdict : AuthVerdict::failed;
        peer.transcript = transcript.covers;
        peer.notify_removed = transcript.notify_removed;
        return;
      }
      if (agreed && peer.verdict == AuthVerdict::not_verified) peer.verdict = verdict;
    }
    agreed = false;
  }
  // It may be that of a PPK that no key source gives, or of what was not tried.
  const bool all_tried = !agreed_only || (!init_.said[0] && !init_.said[1]);
  if ((ppk_ || !all_tried) && peer.verdict == AuthVerdict::failed)
    peer.verdict = AuthVerdict::not_verified;
}

AuthVerdict AuthVerifier::check_one(const Attempt& attempt) const {
  const auto& peer = peers_.at(attempt.side);
  if (peer.method == methods::shared_key_message_integrity_code) return check_psk(attempt);
  return peer.certificate.empty() ? AuthVerdict::not_verified : check_signature(attempt);
}

AuthVerdict AuthVerifier::check_signature(const Attempt& attempt) const {
  const auto& peer = peers_.at(attempt.side);
  auto verdict = AuthVerdict::not_verified;
  // A libreswan release puts the signer's own half of IntAuth first.
  for (const bool own_half_first : {false, true}) {
    if (own_half_first && (!intermediate_ || attempt.side == 0)) break;
    const auto valid = crypto::verify_signature(peer.method, peer.certificate, attempt.auth_data,
                                                signed_octets(attempt, own_half_first), sm2_id_);
    if (valid) verdict = *valid ? AuthVerdict::verified : AuthVerdict::failed;
    if (verdict == AuthVerdict::verified) break;
  }
  return verdict;
}

std::vector<std::uint8_t> AuthVerifier::signed_octets(const Attempt& attempt,
                                                      bool own_half_first) const {
  Writer out;
  out.append(attempt.transcript.octets);
  out.append(nonce_.at(1 - attempt.side));
  out.append(attempt.prf(attempt.sk_p, {peers_.at(attempt.side).id}));
  if (intermediate_) {
    const std::size_t first = own_half_first ? attempt.side : 0;
    out.append(int_auth_.at(first));
    out.append(int_auth_.at(1 - first));
    out.number(auth_message_id_);
  }
  return out.release();
}

AuthVerdict AuthVerifier::check_psk(const Attempt& attempt) const {
  if (eap_) return AuthVerdict::not_verified;  // keyed by the MSK of the EAP method
  const auto octets = signed_octets(attempt, false);
  bool belongs = false;
  for (const auto& psk : ring_.all_psks()) {
    const auto key = attempt.prf(psk.psk, {octets_of("Key Pad for IKEv2")});
    if (crypto::same_proof(attempt.auth_data, attempt.prf(key, {octets})))
      return AuthVerdict::verified;
    belongs = belongs || (is_identity(psk.id_i, peers_[0].id) &&
                          (peers_[1].id.empty() || is_identity(psk.id_r, peers_[1].id)));
  }
  return belongs ? AuthVerdict::failed : AuthVerdict::not_verified;
}

}  // namespace espect::sessions
