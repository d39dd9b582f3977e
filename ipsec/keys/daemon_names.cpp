// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/name_table.h"

// Names in the logs of charon and pluto.
namespace espect::keys {
namespace {

constexpr AlgorithmName daemon_encryptions[] = {
    {"DES_CBC", 2},
    {"DES", 2},
    {"3DES_CBC", 3},
    {"3DES", 3},
    {"CAST_CBC", 6},
    {"CAST", 6},
    {"BLOWFISH_CBC", 7},
    {"BLOWFISH", 7},
    {"NULL", encr_null},
    {"AES_CBC", 12},
    {"AES", 12},
    {"AES_CTR", 13},
    // pluto up to 3 calls the ICV lengths A, B and C.
    {"AES_CCM_A", 14},
    {"AES_CCM_B", 15},
    {"AES_CCM_C", 16},
    {"AES_GCM_A", 18},
    {"AES_GCM_B", 19},
    {"AES_GCM_C", 20},
    {"AES_CCM_8", 14},
    {"AES_CCM_12", 15},
    {"AES_CCM_16", 16},
    {"AES_GCM_8", 18},
    {"AES_GCM_12", 19},
    {"AES_GCM_16", 20},
    {"NULL_AES_GMAC", 21},
    {"NULL_AUTH_AES_GMAC", 21},
    {"CAMELLIA_CBC", 23},
    {"CAMELLIA", 23},
    {"CAMELLIA_CTR", 24},
    {"CAMELLIA_CCM_8", 25},
    {"CAMELLIA_CCM_12", 26},
    {"CAMELLIA_CCM_16", 27},
    {"CHACHA20_POLY1305", 28},
    {"TWOFISH_CBC", encr_twofish_cbc},
    {"SERPENT_CBC", encr_serpent_cbc},
};

constexpr AlgorithmName daemon_integrities[] = {
    {"NONE", 0},
    {"HMAC_MD5_96", 1},
    {"MD5_96", 1},
    {"HMAC_SHA1_96", 2},
    {"SHA1_96", 2},
    {"AES_XCBC_96", 5},
    {"HMAC_MD5_128", 6},
    {"HMAC_SHA1_160", 7},
    {"AES_CMAC_96", 8},
    {"HMAC_SHA2_256_128", 12},
    {"SHA256_128", 12},
    {"HMAC_SHA2_384_192", 13},
    {"SHA384_192", 13},
    {"HMAC_SHA2_512_256", 14},
    {"SHA512_256", 14},
    // pluto: its own names, and those that it writes for tcpdump.
    {"HMAC_MD5", 1},
    {"MD5", 1},
    {"HMAC_SHA1", 2},
    {"SHA1", 2},
    {"SHA", 2},
    {"AES_XCBC", 5},
    {"AES_CMAC", 8},
    {"HMAC_SHA2_256", 12},
    {"SHA256", 12},
    {"SHA2_256", 12},
    {"HMAC_SHA2_384", 13},
    {"SHA384", 13},
    {"SHA2_384", 13},
    {"HMAC_SHA2_512", 14},
    {"SHA512", 14},
    {"SHA2_512", 14},
};

constexpr AlgorithmName prfs[] = {
    {"PRF_HMAC_MD5", 1},      {"PRF_HMAC_SHA1", 2},     {"PRF_AES128_XCBC", 4},
    {"PRF_HMAC_SHA2_256", 5}, {"PRF_HMAC_SHA2_384", 6}, {"PRF_HMAC_SHA2_512", 7},
    {"PRF_AES128_CMAC", 8},
};

}  // namespace

std::optional<std::uint16_t> daemon_encryption(std::string_view name) {
  if (const auto id = id_of(daemon_encryptions, name)) return id;
  for (const std::string_view bits : {"_128", "_192", "_256", "_000", "_0", "128", "192", "256"})
    if (name.ends_with(bits))
      return id_of(daemon_encryptions, name.substr(0, name.size() - bits.size()));
  return std::nullopt;
}

std::optional<IntegrityName> daemon_integrity(std::string_view name) {
  for (const std::string_view cut : {"HMAC_SHA2_256_96", "HMAC_SHA2_256_TRUNCBUG"})
    if (equal_without_case(name, cut)) return IntegrityName{12, 12};
  const auto id = id_of(daemon_integrities, name);
  return id ? std::optional(IntegrityName{id, {}}) : std::nullopt;
}

std::optional<std::uint16_t> daemon_prf(std::string_view name) {
  return id_of(prfs, name);
}

}  // namespace espect::keys
