// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/algorithm_names.h"

#include "ipsec/keys/name_table.h"

namespace espect::keys {
namespace {

struct SizedName {
  std::string_view name;
  unsigned icv_bits;
  std::uint16_t id;
};

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

constexpr AlgorithmName linux_ciphers[] = {
    {"cbc(aes)", 12},
    {"aes", 12},
    {"cbc(des3_ede)", 3},
    {"des3_ede", 3},
    {"cbc(des)", 2},
    {"des", 2},
    {"cbc(camellia)", 23},
    {"camellia", 23},
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

constexpr AlgorithmName setkey_encryptions[] = {
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

constexpr AlgorithmName setkey_integrities[] = {
    {"null", 0},           {"hmac-md5", 1},       {"hmac-sha1", 2},      {"aes-xcbc-mac", 5},
    {"hmac-sha2-256", 12}, {"hmac-sha2-384", 13}, {"hmac-sha2-512", 14},
};

constexpr AlgorithmName tcpdump_encryptions[] = {
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

std::string_view without_template(std::string_view name) {
  for (const std::string_view wrapper : {"seqiv(", "echainiv(", "seqniv("})
    if (name.starts_with(wrapper) && name.ends_with(')'))
      return name.substr(wrapper.size(), name.size() - wrapper.size() - 1);
  return name;
}

}  // namespace

std::optional<std::uint16_t> linux_aead(std::string_view name, unsigned icv_bits) {
  for (const SizedName& row : linux_aeads)
    if (row.name == without_template(name) && row.icv_bits == icv_bits) return row.id;
  return std::nullopt;
}

std::optional<std::uint16_t> linux_cipher(std::string_view name) {
  return id_of(linux_ciphers, without_template(name));
}

std::optional<IntegrityName> linux_integrity(std::string_view name,
                                             std::optional<unsigned> icv_bits) {
  // Names of the kernel from before it had templates (xfrm_algo.c).
  if (name == "md5" || name == "sha1" || name == "sha256")
    return linux_integrity("hmac(" + std::string(name) + ")", icv_bits);
  const SizedName* other_length = nullptr;
  for (const SizedName& row : linux_integrities) {
    if (row.name != name) continue;
    if (other_length == nullptr) other_length = &row;
    const unsigned bits = icv_bits.value_or(row.icv_bits);
    if (row.icv_bits == bits && standard_bits(row.id) == bits) return IntegrityName{row.id, {}};
    if (!icv_bits) break;
  }
  if (other_length == nullptr) return std::nullopt;
  const unsigned bits = icv_bits.value_or(other_length->icv_bits);
  if (bits % 8 != 0 || bits > 512) return std::nullopt;
  return IntegrityName{other_length->id, static_cast<std::uint16_t>(bits / 8)};
}

std::optional<std::uint16_t> setkey_encryption(std::string_view name) {
  return id_of(setkey_encryptions, name);
}

std::optional<IntegrityName> setkey_integrity(std::string_view name) {
  const auto id = id_of(setkey_integrities, name);
  return id ? std::optional(IntegrityName{id, {}}) : std::nullopt;
}

std::optional<std::uint16_t> tcpdump_encryption(std::string_view name) {
  return id_of(tcpdump_encryptions, name);
}

}  // namespace espect::keys
