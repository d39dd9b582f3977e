// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "ipsec/registry/tables.h"

// What others call IANA's transforms.
namespace espect::keys {

inline constexpr std::uint16_t encr_null = 11;
// As the tables number them, whatever an experimental profile puts on the wire.
using registry::encryption_algorithm::encr_sm4_cbc;
using registry::encryption_algorithm::encr_sm4_ccm_16;
using registry::encryption_algorithm::encr_sm4_gcm_16;
inline constexpr auto integ_sm3_128 = registry::integrity_algorithm::auth_hmac_sm3_128;
inline constexpr auto integ_sm3_256 = registry::integrity_algorithm::auth_hmac_sm3_256;
inline constexpr auto integ_sm3_96 = registry::integrity_algorithm::auth_hmac_sm3_96;
// What strongSwan uses in the private range.
inline constexpr std::uint16_t encr_serpent_cbc = 65004;
inline constexpr std::uint16_t encr_twofish_cbc = 65005;

struct IntegrityName {
  std::optional<std::uint16_t> integ;
  std::optional<std::uint16_t> icv_octets;  // where `integ` does not say it
};

// Linux: "rfc4106(gcm(aes))" with the ICV length in bits, "cbc(aes)", "hmac(sha256)".
std::optional<std::uint16_t> linux_aead(std::string_view name, unsigned icv_bits);
std::optional<std::uint16_t> linux_cipher(std::string_view name);
// Without a length: what the kernel uses by default.
std::optional<IntegrityName> linux_integrity(std::string_view name,
                                             std::optional<unsigned> icv_bits);

// charon and pluto: "AES_GCM_16", "AES_GCM_16_256", "aes_gcm_16256", "HMAC_SHA2_256_128".
std::optional<std::uint16_t> daemon_encryption(std::string_view name);
std::optional<IntegrityName> daemon_integrity(std::string_view name);
std::optional<std::uint16_t> daemon_prf(std::string_view name);

// setkey: "rijndael-cbc", "hmac-sha2-256"; tcpdump -E: "aes128-cbc", "3des-cbc-hmac96".
std::optional<std::uint16_t> setkey_encryption(std::string_view name);
std::optional<IntegrityName> setkey_integrity(std::string_view name);
std::optional<std::uint16_t> tcpdump_encryption(std::string_view name);

}  // namespace espect::keys
