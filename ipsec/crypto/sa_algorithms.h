// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "ipsec/registry/tables.h"

namespace espect::crypto {

// Transform ids, 0 = none; encr_key_octets without salt. integ 0 with an AEAD cipher.
struct SaAlgorithms {
  registry::EncryptionAlgorithm encr;
  std::uint16_t encr_key_octets = 0;
  registry::IntegrityAlgorithm integ;
  registry::Sskdf sskdf{};  // of EESP: what keys of sub-SAs are derived with; 0 = they have none
  friend bool operator==(const SaAlgorithms&, const SaAlgorithms&) = default;
};

}  // namespace espect::crypto
