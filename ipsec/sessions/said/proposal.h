// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "ipsec/crypto/sa_algorithms.h"
#include "ipsec/wire/ike/security_association.h"

namespace espect::sessions {

// A transform and a proposal that outlive their packet.
struct Transform {
  std::uint8_t type = 0;
  std::uint16_t id = 0;
  std::uint16_t key_bits = 0;  // 0 when there is no Key Length attribute
  std::uint32_t meaning = id;  // of the id; see registry::Code
  friend auto operator<=>(const Transform&, const Transform&) = default;
  bool is_key_exchange() const;  // KE or ADDKE1-7
  // The id in the registry of the type that it is known to have.
  template <class Code>
  Code as() const {
    return {id, meaning};
  }
};

struct Proposal {
  std::uint8_t number = 0;
  std::uint8_t protocol = 0;
  std::vector<std::uint8_t> spi;
  std::vector<Transform> transforms;

  // The first transform of a type, or null.
  const Transform* first(std::uint8_t type) const;
  bool quantum_resistant() const;  // holds a quantum-resistant key exchange
  // Of a selected proposal: what protects its packets, with the key length that a cipher without
  // the attribute has. integ 0 also for NONE.
  crypto::SaAlgorithms algorithms() const;
  registry::PseudorandomFunction prf() const;  // 0 = none
  friend bool operator==(const Proposal&, const Proposal&) = default;
};

std::vector<Proposal> proposals_of(const wire::ike::SecurityAssociation& payload);

// "ENCR_AES_GCM_16-256", "KE Curve25519", "ADDKE1 ML-KEM-768".
std::string to_text(const Transform& transform);
std::string to_text(const Proposal& proposal);
std::string to_text(const std::vector<Proposal>& proposals);

}  // namespace espect::sessions
