// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "ipsec/crypto/packet_cipher.h"
#include "ipsec/crypto/packet_state.h"

namespace espect::crypto {
namespace {

constexpr std::size_t pad_length_octets = 1;

// RFC 4543 section 5 and RFC 8750 section 6 keep the others out of IKE, and IKE has no SK payload
// without an ICV.
bool fit_for_ike(const registry::EncryptionParameters& parameters, bool authenticates) {
  return authenticates && parameters.kind != registry::EncryptionClass::aead_implicit_iv &&
         parameters.kind != registry::EncryptionClass::aead_authentication_only;
}

}  // namespace

bool PacketCipher::open_ike(Bytes associated, Bytes body, std::vector<std::uint8_t>& plaintext) {
  plaintext.clear();
  State& state = *state_;
  const auto pieces = state.cut(body, pad_length_octets);
  if (!pieces || !fit_for_ike(*state.parameters, authenticates())) return false;
  const auto& [iv, ciphertext, icv] = *pieces;
  if (state.mac && !state.mac->verify({associated, body.first(body.size() - icv.size())}, icv))
    return false;
  plaintext.resize(ciphertext.size());
  const bool opened =
      state.aead ? state.aead->open(state.nonce(iv), associated, ciphertext, icv, plaintext.data())
                 : state.decrypt(iv, ciphertext, plaintext.data());
  if (!opened) plaintext.clear();
  return opened;
}

std::vector<std::uint8_t> PacketCipher::seal_ike(Bytes associated, Bytes iv, Bytes plaintext) {
  State& state = *state_;
  if (iv.size() != iv_octets() || plaintext.size() < pad_length_octets ||
      !fit_for_ike(*state.parameters, authenticates()))
    return {};
  std::vector<std::uint8_t> body(iv.begin(), iv.end());
  body.resize(iv.size() + plaintext.size() + state.icv_octets());
  std::uint8_t* const ciphertext = body.data() + iv.size();
  std::uint8_t* const icv = ciphertext + plaintext.size();
  if (state.aead) {
    if (!state.aead->seal(state.nonce(iv), associated, plaintext, ciphertext, icv)) return {};
    return body;
  }
  if (!state.mac || !state.encrypt(iv, plaintext, ciphertext)) return {};
  const auto made = state.mac->icv({associated, Bytes(body).first(iv.size() + plaintext.size())});
  std::ranges::copy(made, icv);
  return made.empty() ? std::vector<std::uint8_t>{} : body;
}

}  // namespace espect::crypto
