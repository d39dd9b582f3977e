// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/algorithm_names.h"

#include <array>
#include <span>

#include "ipsec/keys/text_lines.h"

namespace espect::keys {
namespace {

struct Name {
  std::string_view name;
  std::uint16_t id;
};

struct SizedName {
  std::string_view name;
  unsigned icv_bits;
  std::uint16_t id;
};

std::optional<std::uint16_t> find(std::span<const Name> names, std::string_view name) {
  for (const Name& row : names)
    if (equal_without_case(row.name, name)) return row.id;
  return std::nullopt;
}

constexpr SizedName linux_aeads[] = {
    {"rfc4106(gcm(aes))", 64, 18},
    {"rfc4106(gcm(aes))", 96, 19},
    {"rfc4106(gcm(aes))", 128, 20},
    {"rfc4309(ccm(aes))", 64, 14},
    {"rfc4309(ccm(aes))", 96, 15},
    {"rfc4309(ccm(aes))", 128, 16},
    {"rfc4309(ccm(camellia))", 64, 25},
    {"rfc4309(ccm(camellia))", 96, 26},
    {"rfc4309(ccm(camellia))", 128, 27},
    {"rfc4543(gcm(aes))", 128, 21},
    {"rfc7539esp(chacha20,poly1305)", 128, 28},
    {"rfc4106(gcm(sm4))", 128, encr_sm4_gcm_16},
    {"rfc4309(ccm(sm4))", 128, encr_sm4_ccm_16},
};

constexpr Name linux_ciphers[] = {
    {"cbc(aes)", 12},
    {"aes", 12},
    {"cbc(des3_ede)", 3},
    {"des3_ede", 3},
    {"cbc(des)", 2},
    {"des", 2},
    {"cbc(camellia)", 23},
    {"rfc3686(ctr(aes))", 13},
    {"rfc3686(ctr(camellia))", 24},
    {"ecb(cipher_null)", encr_null},
    {"cipher_null", encr_null},
    {"cbc(sm4)", encr_sm4_cbc},
    {"cbc(blowfish)", 7},
    {"blowfish", 7},
    {"cbc(cast5)", 6},
    {"cast5", 6},
    {"cbc(twofish)", encr_twofish_cbc},
    {"twofish", encr_twofish_cbc},
    {"cbc(serpent)", encr_serpent_cbc},
    {"serpent", encr_serpent_cbc},
};

// The first row of a name holds what the kernel takes when it is told nothing (xfrm_algo.c).
constexpr SizedName linux_integrities[] = {
    {"hmac(md5)", 96, 1},
    {"hmac(md5)", 128, 6},
    {"hmac(sha1)", 96, 2},
    {"hmac(sha1)", 160, 7},
    {"hmac(sha256)", 96, 12},
    {"hmac(sha256)", 128, 12},
    {"hmac(sha384)", 192, 13},
    {"hmac(sha512)", 256, 14},
    {"hmac(sm3)", 256, integ_sm3_256},
    {"hmac(sm3)", 128, integ_sm3_128},
    {"hmac(sm3)", 96, integ_sm3_96},
    {"xcbc(aes)", 96, 5},
    {"cmac(aes)", 96, 8},
    {"digest_null", 0, 0},
};

constexpr std::uint16_t standard_bits(std::uint16_t integ) {
  switch (integ) {
    case 12:
      return 128;
    case 13:
      return 192;
    case 14:
      return 256;
    case 6:
    case integ_sm3_128:
      return 128;
    case 7:
      return 160;
    case integ_sm3_256:
      return 256;
    case 0:
      return 0;
    default:
      return 96;
  }
}

constexpr Name daemon_encryptions[] = {
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

constexpr Name daemon_integrities[] = {
    {"NONE", 0},        {"HMAC_MD5_96", 1},        {"MD5_96", 1},       {"HMAC_SHA1_96", 2},
    {"SHA1_96", 2},     {"AES_XCBC_96", 5},        {"HMAC_MD5_128", 6}, {"HMAC_SHA1_160", 7},
    {"AES_CMAC_96", 8}, {"HMAC_SHA2_256_128", 12}, {"SHA256_128", 12},  {"HMAC_SHA2_384_192", 13},
    {"SHA384_192", 13}, {"HMAC_SHA2_512_256", 14}, {"SHA512_256", 14},
};

constexpr Name prfs[] = {
    {"PRF_HMAC_MD5", 1},      {"PRF_HMAC_SHA1", 2},     {"PRF_AES128_XCBC", 4},
    {"PRF_HMAC_SHA2_256", 5}, {"PRF_HMAC_SHA2_384", 6}, {"PRF_HMAC_SHA2_512", 7},
    {"PRF_AES128_CMAC", 8},
};

constexpr Name setkey_encryptions[] = {
    {"des-cbc", 2},
    {"3des-cbc", 3},
    {"cast128-cbc", 6},
    {"blowfish-cbc", 7},
    {"null", encr_null},
    {"rijndael-cbc", 12},
    {"aes-cbc", 12},
    {"aes-ctr", 13},
    {"aes-gcm-16", 20},
    {"aes-gmac", 21},
    {"camellia-cbc", 23},
    {"chacha20-poly1305", 28},
    {"twofish-cbc", encr_twofish_cbc},
};

constexpr Name setkey_integrities[] = {
    {"null", 0},           {"hmac-md5", 1},       {"hmac-sha1", 2},      {"aes-xcbc-mac", 5},
    {"hmac-sha2-256", 12}, {"hmac-sha2-384", 13}, {"hmac-sha2-512", 14},
};

constexpr Name tcpdump_encryptions[] = {
    {"des-cbc", 2},
    {"des", 2},
    {"3des-cbc", 3},
    {"des-ede3-cbc", 3},
    {"des3", 3},
    {"blowfish-cbc", 7},
    {"bf-cbc", 7},
    {"cast128-cbc", 6},
    {"cast5-cbc", 6},
    {"none", encr_null},
    {"aes128-cbc", 12},
    {"aes-128-cbc", 12},
    {"aes128", 12},
    {"aes192-cbc", 12},
    {"aes-192-cbc", 12},
    {"aes192", 12},
    {"aes256-cbc", 12},
    {"aes-256-cbc", 12},
    {"aes256", 12},
    {"camellia-128-cbc", 23},
    {"camellia-192-cbc", 23},
    {"camellia-256-cbc", 23},
};

std::optional<std::uint16_t> on_wire(const registry::Registry& registry,
                                     std::optional<std::uint16_t> id) {
  if (!id) return id;
  const auto number = registry::number_of(registry, *id);
  if (number == registry::no_number) return std::nullopt;
  return static_cast<std::uint16_t>(number);
}

std::string_view unwrapped(std::string_view name) {
  for (const std::string_view wrapper : {"seqiv(", "echainiv(", "seqniv("})
    if (name.starts_with(wrapper) && name.ends_with(')'))
      return name.substr(wrapper.size(), name.size() - wrapper.size() - 1);
  return name;
}

}  // namespace

std::optional<std::uint16_t> linux_aead(std::string_view name, unsigned icv_bits) {
  for (const SizedName& row : linux_aeads)
    if (row.name == unwrapped(name) && row.icv_bits == icv_bits)
      return on_wire(registry::tables::encr, row.id);
  return std::nullopt;
}

std::optional<std::uint16_t> linux_cipher(std::string_view name) {
  return on_wire(registry::tables::encr, find(linux_ciphers, unwrapped(name)));
}

std::optional<IntegrityName> linux_integrity(std::string_view name,
                                             std::optional<unsigned> icv_bits) {
  const SizedName* other_length = nullptr;
  for (const SizedName& row : linux_integrities) {
    if (row.name != name) continue;
    if (other_length == nullptr) other_length = &row;
    const unsigned bits = icv_bits.value_or(row.icv_bits);
    if (row.icv_bits == bits && standard_bits(row.id) == bits)
      return IntegrityName{on_wire(registry::tables::integ, row.id), {}};
    if (!icv_bits) break;
  }
  if (other_length == nullptr) return std::nullopt;
  const unsigned bits = icv_bits.value_or(other_length->icv_bits);
  if (bits % 8 != 0 || bits > 512) return std::nullopt;
  return IntegrityName{on_wire(registry::tables::integ, other_length->id),
                       static_cast<std::uint16_t>(bits / 8)};
}

std::optional<std::uint16_t> daemon_encryption(std::string_view name) {
  if (const auto id = find(daemon_encryptions, name)) return id;
  for (const std::string_view bits : {"_128", "_192", "_256", "128", "192", "256"})
    if (name.ends_with(bits))
      return find(daemon_encryptions, name.substr(0, name.size() - bits.size()));
  return std::nullopt;
}

std::optional<IntegrityName> daemon_integrity(std::string_view name) {
  if (equal_without_case(name, "HMAC_SHA2_256_96")) return IntegrityName{12, 12};
  const auto id = find(daemon_integrities, name);
  return id ? std::optional(IntegrityName{id, {}}) : std::nullopt;
}

std::optional<std::uint16_t> daemon_prf(std::string_view name) {
  return find(prfs, name);
}

std::optional<std::uint16_t> setkey_encryption(std::string_view name) {
  return find(setkey_encryptions, name);
}

std::optional<IntegrityName> setkey_integrity(std::string_view name) {
  const auto id = find(setkey_integrities, name);
  return id ? std::optional(IntegrityName{id, {}}) : std::nullopt;
}

std::optional<std::uint16_t> tcpdump_encryption(std::string_view name) {
  return find(tcpdump_encryptions, name);
}

}  // namespace espect::keys
