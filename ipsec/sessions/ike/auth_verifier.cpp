// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/auth_verifier.h"

#include <algorithm>
#include <string_view>

#include "ipsec/bytes/writer.h"
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

void AuthVerifier::set_init_response(Bytes message, bool full_transcript) {
  init_[1].assign(message.begin(), message.end());
  full_transcript_ = full_transcript;
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
    check(peer, side, body.data, generation);
  }
  if (contents.first(payload_types::eap) != nullptr) eap_ = true;
}

void AuthVerifier::check(PeerAuthentication& peer, std::size_t side, Bytes auth_data,
                         const IkeGeneration& generation) {
  peer.verdict = AuthVerdict::not_verified;
  const auto prf = crypto::Prf::of(generation.prf);
  const auto& sk_p = side == 0 ? generation.keys.pi : generation.keys.pr;
  if (!prf || sk_p.empty() || init_[side].empty() || nonce_[1 - side].empty() || peer.id.empty())
    return;
  // RFC 8784 section 3: with a PPK, SK_p* are prf+(PPK, SK_p*).
  std::vector<crypto::Secret> candidates{sk_p};
  const auto& header = init_[1];
  if (header.size() < Header::octets) return;
  Reader in(header);
  const auto spis = wire::decode<Header>(in);
  for (const auto* ppk : ring_.ppks(spis.spi_i, spis.spi_r))
    candidates.push_back(prf->plus(ppk->ppk, {sk_p}, sk_p.size()));

  for (const auto& candidate : candidates) {
    AuthVerdict verdict = AuthVerdict::not_verified;
    if (peer.method == methods::shared_key_message_integrity_code) {
      verdict = check_psk(side, *prf, candidate, auth_data);
    } else if (!peer.certificate.empty()) {
      // A libreswan release puts the signer's own half of IntAuth first.
      for (const bool own_half_first : {false, true}) {
        if (own_half_first && (!intermediate_ || side == 0)) break;
        const auto valid =
            crypto::verify_signature(peer.method, peer.certificate, auth_data,
                                     signed_octets(side, *prf, candidate, peer.id, own_half_first));
        if (valid) verdict = *valid ? AuthVerdict::verified : AuthVerdict::failed;
        if (verdict == AuthVerdict::verified) break;
      }
    }
    if (verdict == AuthVerdict::verified || peer.verdict == AuthVerdict::not_verified)
      peer.verdict = verdict;
    if (verdict == AuthVerdict::verified) return;
  }
  // It may be that of a PPK that no key source gives.
  if (ppk_ && peer.verdict == AuthVerdict::failed) peer.verdict = AuthVerdict::not_verified;
}

std::vector<std::uint8_t> AuthVerifier::signed_octets(std::size_t side, const crypto::Prf& prf,
                                                      Bytes sk_p, Bytes id,
                                                      bool own_half_first) const {
  Writer out;
  if (full_transcript_) {
    out.zeros(8);
    out.append(init_[1 - side]);
  }
  out.append(init_[side]);
  out.append(nonce_[1 - side]);
  out.append(prf(sk_p, {id}));
  if (intermediate_) {
    const std::size_t first = own_half_first ? side : 0;
    out.append(int_auth_[first]);
    out.append(int_auth_[1 - first]);
    out.number(auth_message_id_);
  }
  return out.release();
}

AuthVerdict AuthVerifier::check_psk(std::size_t side, const crypto::Prf& prf, Bytes sk_p,
                                    Bytes auth_data) const {
  if (eap_) return AuthVerdict::not_verified;  // keyed by the MSK of the EAP method
  const auto octets = signed_octets(side, prf, sk_p, peers_[side].id, false);
  bool belongs = false;
  for (const auto& psk : ring_.all_psks()) {
    const auto key = prf(psk.psk, {octets_of("Key Pad for IKEv2")});
    if (std::ranges::equal(prf(key, {octets}), auth_data)) return AuthVerdict::verified;
    belongs = belongs || (is_identity(psk.id_i, peers_[0].id) &&
                          (peers_[1].id.empty() || is_identity(psk.id_r, peers_[1].id)));
  }
  return belongs ? AuthVerdict::failed : AuthVerdict::not_verified;
}

}  // namespace espect::sessions
