// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

namespace espect::crypto {

// Transform ids; encr_key_octets without salt. integ 0 with an AEAD cipher.
struct SaAlgorithms {
  std::uint16_t encr = 0;
  std::uint16_t encr_key_octets = 0;
  std::uint16_t integ = 0;
  friend bool operator==(const SaAlgorithms&, const SaAlgorithms&) = default;
};

}  // namespace espect::crypto
