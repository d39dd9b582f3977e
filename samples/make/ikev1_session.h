// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/crypto/ikev1_cipher.h"
#include "ipsec/crypto/ikev1_key_schedule.h"
#include "ipsec/wire/ikev1/payloads.h"
#include "samples/make/payloads.h"
#include "samples/make/session.h"

namespace espect::samples {

// An IKEv1 SA between the two gateways by main mode with a pre-shared key (RFC 2409 section 5.4):
// AES-CBC-256, SHA2-256, group 14, sealed with the keys that follow. Public values and g^xy of the
// group are drawn, as no exponent is needed to play both sides.
class Ikev1Session {
 public:
  Ikev1Session(Wire& wire, Random& random, SampleKeys& keys);

  void main_mode();
  // A quick mode whose first message is answered by this notify alone: ESP for these networks.
  void refused_quick_mode(std::uint16_t esp_notify);
  // Deletes the phase 1 SA.
  void close();

 private:
  struct End {
    std::uint64_t spi = 0;
    Octets nonce, public_value;
  };
  End& end(Side side) { return ends_[side == initiator ? 0 : 1]; }

  void clear(Side from, const Payloads& payloads);
  // Of phase 1: the IV is the last block of the message before.
  void closed(Side from, const Payloads& payloads);
  // Of phase 2, the first message of its id: HASH(1) before the payloads.
  void hashed(Side from, std::uint8_t exchange, std::uint32_t message_id, const Payloads& payloads);
  Octets sealed(std::uint8_t exchange, std::uint32_t message_id, std::uint8_t first, Bytes iv,
                Octets plaintext);
  Payload exchange_of_keys(Side from);
  Payload nat_discovery(Side of);
  Payload proof(Side from, const Payload& id);
  void derive();

  Wire& wire_;
  Random& random_;
  SampleKeys& tell_;
  crypto::Prf prf_;
  std::array<End, 2> ends_;
  Octets sa_i_;  // body of the initiator's SA payload
  crypto::Secret skeyid_;
  crypto::SkeyIds keys_;
  std::optional<crypto::Ikev1Cipher> cipher_;
  Octets iv_;  // of the next message of phase 1; then its last block
};

}  // namespace espect::samples
