// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/crypto/ikev1_cipher.h"
#include "ipsec/crypto/ikev1_key_schedule.h"
#include "tests/support/sealed_ike.h"

// IKEv1 between alice, who initiates, and bob, who know their keys: it computes them step by step,
// while Sessions have to find the steps from the messages.
namespace espect::test {

// One transform of phase 1 or 2: attributes in the order of RFC 2409 appendix A or RFC 2407
// section 4.5. Values above 16 bits take the long form.
struct Ikev1Attribute {
  std::uint16_t type;
  std::uint32_t value;
};
struct Ikev1TransformSpec {
  std::uint8_t id = 1;  // KEY_IKE, or the ESP or AH transform
  std::vector<Ikev1Attribute> attributes;
};

// AES-CBC-256, SHA2-256, group 14, for so many seconds.
Ikev1TransformSpec phase1_transform(std::uint16_t authentication = 1,
                                    std::uint32_t seconds = 28800);
// ESP_AES with HMAC-SHA2-256, in tunnel mode; `group` 0 = no key exchange of its own.
Ikev1TransformSpec esp_transform(std::uint16_t group = 0, std::uint32_t seconds = 3600);

// Body of an SA payload with one proposal.
Octets ikev1_sa(std::uint8_t protocol, const Octets& spi,
                const std::vector<Ikev1TransformSpec>& transforms);
Octets ikev1_id(std::uint8_t type, const Octets& data);
// 10.`network`.0.0/16 as IDci or IDcr.
Octets ikev1_subnet(std::uint8_t network);
Octets ikev1_notify(std::uint16_t type, const Octets& data = {}, std::uint8_t protocol = 1,
                    const Octets& spi = {});
Octets ikev1_delete(std::uint8_t protocol, const std::vector<Octets>& spis);

struct Ikev1MessageSpec {
  std::uint64_t spi_i = 0x4141414141414141;
  std::uint64_t spi_r = 0;
  std::uint8_t exchange = 2;
  std::uint32_t message_id = 0;
  std::vector<PayloadSpec> payloads;
  std::uint8_t flags = 0;
};
Octets ikev1_message(const Ikev1MessageSpec& spec);

class PlayedIkev1 {
 public:
  static constexpr std::uint64_t spi_i = 0x4141414141414141;
  static constexpr std::uint64_t spi_r = 0x5252525252525252;

  explicit PlayedIkev1(AuditBench& bench, std::uint16_t authentication = 1);

  // Phase 1 in the clear: the first `messages` of main mode's four.
  PlayedIkev1& main_mode(int messages = 4);
  // Messages 5 and 6 of main mode.
  PlayedIkev1& proofs();
  PlayedIkev1& aggressive_mode();
  PlayedIkev1& quick_mode(std::uint32_t message_id, std::uint32_t child_i, std::uint32_t child_r,
                          std::uint16_t group = 0, int messages = 3);
  // With HASH in front.
  PlayedIkev1& informational(bool from_alice, std::uint32_t message_id,
                             const std::vector<PayloadSpec>& payloads);
  PlayedIkev1& say(bool from_alice, const Octets& message);

  // A phase 2 message: HASH of `hash_kind` 1 to 3 in front of `payloads`.
  Octets sealed(std::uint8_t exchange, std::uint32_t message_id, std::vector<PayloadSpec> payloads,
                int hash_kind = 1, bool with_hash = true);
  crypto::ChildKeyMaterial keymat(std::uint32_t child_i, std::uint32_t child_r,
                                  Bytes shared = {}) const;
  keys::Ikev1Keys row() const;

  std::uint16_t authentication;
  std::vector<Ikev1TransformSpec> offer;     // the first is selected
  std::optional<Ikev1TransformSpec> answer;  // when it is not as offered
  std::optional<Ikev1TransformSpec> esp_answer;
  std::vector<PayloadSpec> more_asked;  // behind SA
  std::vector<PayloadSpec> more_answered;
  Octets psk = octets_of("our secret");
  crypto::Secret shared = secret(9, 256);
  crypto::Secret skeyid;
  crypto::SkeyIds keys;

 private:
  void derive();
  crypto::Secret proof(bool initiator) const;
  Octets closed(std::uint8_t exchange, std::uint32_t message_id, std::uint8_t first,
                Octets plaintext);

  AuditBench& bench_;
  crypto::Prf prf_;
  std::optional<crypto::Ikev1Cipher> cipher_;
  Octets publics_[2] = {Octets(256, 0x11), Octets(256, 0x22)};
  Octets nonces_[2] = {Octets(16, 0x33), Octets(16, 0x44)};
  Octets ids_[2];
  Octets phase1_block_;
  std::vector<std::pair<std::uint32_t, Octets>> chains_;  // last block by message id
  Octets quick_nonces_[2] = {Octets(16, 0x55), Octets(16, 0x66)};
};

}  // namespace espect::test
