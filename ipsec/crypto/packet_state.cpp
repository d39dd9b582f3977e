// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/packet_state.h"

#include <algorithm>
#include <cstring>

namespace espect::crypto {

std::optional<Pieces> PacketCipher::State::cut(Bytes body, std::size_t least) const {
  const std::size_t iv = parameters->wire_iv_octets;
  const std::size_t icv = icv_octets();
  if (body.size() < iv + icv + least) return std::nullopt;
  return Pieces{body.first(iv), body.subspan(iv, body.size() - iv - icv), body.last(icv)};
}

Bytes PacketCipher::State::nonce(Bytes iv) {
  const auto after_salt = std::ranges::copy(salt, nonce_.begin()).out;
  auto end = std::ranges::copy(iv, after_salt).out;
  if (parameters->kind == registry::EncryptionClass::ctr) {
    constexpr std::array<std::uint8_t, 4> first_counter{0, 0, 0, 1};
    end = std::ranges::copy(first_counter, end).out;
  }
  return {nonce_.begin(), end};
}

bool PacketCipher::State::decrypt(Bytes iv, Bytes ciphertext, std::uint8_t* plaintext) {
  if (block_mode) return block_mode->decrypt(nonce(iv), ciphertext, plaintext);
  std::memcpy(plaintext, ciphertext.data(), ciphertext.size());
  return true;
}

bool PacketCipher::State::encrypt(Bytes iv, Bytes plaintext, std::uint8_t* ciphertext) {
  if (block_mode) return block_mode->encrypt(nonce(iv), plaintext, ciphertext);
  std::ranges::copy(plaintext, ciphertext);
  return true;
}

}  // namespace espect::crypto
