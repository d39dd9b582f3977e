// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>

#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/name_table.h"
#include "ipsec/registry/algorithms.h"

// What VPP calls algorithms (vnet/ipsec/ipsec_sa.h), and how it has the salt.
namespace espect::keys {

inline constexpr AlgorithmName vpp_encryptions[] = {
    {"none", encr_null},
    {"aes-cbc-128", 12},
    {"aes-cbc-192", 12},
    {"aes-cbc-256", 12},
    {"aes-ctr-128", 13},
    {"aes-ctr-192", 13},
    {"aes-ctr-256", 13},
    {"aes-gcm-128", 20},
    {"aes-gcm-192", 20},
    {"aes-gcm-256", 20},
    {"des-cbc", 2},
    {"3des-cbc", 3},
    {"chacha20-poly1305", 28},
    {"aes-null-gmac-128", 21},
    {"aes-null-gmac-192", 21},
    {"aes-null-gmac-256", 21},
};

struct VppIntegrity {
  std::string_view name;
  std::uint16_t id;
  std::uint16_t icv_octets;  // 0: as the id says
};
inline constexpr VppIntegrity vpp_integrities[] = {
    {"none", 0, 0},         {"md5-96", 1, 0},       {"sha1-96", 2, 0},      {"sha-256-96", 12, 12},
    {"sha-256-128", 12, 0}, {"sha-384-192", 13, 0}, {"sha-512-256", 14, 0},
};

// Null: there is none of this name.
inline const VppIntegrity* vpp_integrity(std::string_view name) {
  const auto* known = std::find_if(std::begin(vpp_integrities), std::end(vpp_integrities),
                                   [&](const VppIntegrity& row) { return row.name == name; });
  return known != std::end(vpp_integrities) ? known : nullptr;
}

// Behind the key, where the algorithm wants four octets.
inline void add_vpp_salt(SaKeys& keys, std::uint32_t salt) {
  const auto* parameters = keys.encr ? registry::encryption_parameters(*keys.encr) : nullptr;
  if (parameters == nullptr || parameters->salt_octets != 4) return;
  for (int shift = 24; shift >= 0; shift -= 8)
    keys.encr_key.push_back(static_cast<std::uint8_t>(salt >> shift));
}

}  // namespace espect::keys
