// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "ipsec/crypto/aead.h"
#include "ipsec/crypto/block_mode.h"
#include "ipsec/crypto/mac.h"
#include "ipsec/crypto/packet_cipher.h"
#include "ipsec/registry/algorithms.h"

// Internal to the room: what a PacketCipher is made of, and the steps that IKE and ESP share.
namespace espect::crypto {

inline constexpr std::size_t implicit_iv_octets = 8;

// IV, ciphertext and ICV of a packet.
struct Pieces {
  Bytes iv, ciphertext, icv;
};

struct PacketCipher::State {
  const registry::EncryptionParameters* parameters = nullptr;
  Secret salt;
  std::unique_ptr<BlockMode> block_mode;  // CBC, CTR
  std::unique_ptr<Aead> aead;
  std::optional<Mac> mac;  // also NULL_AUTH_AES_GMAC, whose IV stands in the packet
  std::vector<std::uint8_t> scratch;

  std::size_t icv_octets() const {
    return aead ? parameters->icv_octets : mac ? mac->icv_octets() : 0;
  }
  bool authentication_only() const {
    return parameters->kind == registry::EncryptionClass::aead_authentication_only;
  }

  // nullopt: too short to hold `least` octets of ciphertext.
  std::optional<Pieces> cut(Bytes body, std::size_t least) const;

  // salt | IV; with counter modes | 1 (RFC 3686 section 4). Valid until the next call.
  Bytes nonce(Bytes iv);

  // Without authentication: cipher modes and NULL.
  bool decrypt(Bytes iv, Bytes ciphertext, std::uint8_t* plaintext);
  bool encrypt(Bytes iv, Bytes plaintext, std::uint8_t* ciphertext);

 private:
  std::array<std::uint8_t, 16> nonce_{};
};

}  // namespace espect::crypto
