// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/comware_proposal.h"

#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/name_table.h"
#include "ipsec/keys/text_lines.h"

namespace espect::keys {
namespace {

constexpr AlgorithmName comware_encryptions[] = {
    {"des", 2},
    {"des-cbc", 2},
    {"3des", 3},
    {"3des-cbc", 3},
    {"aes", 12},
    {"aes 128", 12},
    {"aes 192", 12},
    {"aes 256", 12},
    {"aes-128", 12},
    {"aes-192", 12},
    {"aes-256", 12},
    {"aes-cbc-128", 12},
    {"aes-cbc-192", 12},
    {"aes-cbc-256", 12},
    {"camellia-cbc-128", 23},
    {"camellia-cbc-192", 23},
    {"camellia-cbc-256", 23},
    {"null", encr_null},
};
constexpr AlgorithmName authentications[] = {
    {"md5", 1},     {"sha1", 2},      {"aes-xcbc-mac", 5}, {"sha256", 12},   {"sha2-256", 12},
    {"sha384", 13}, {"sha2-384", 13}, {"sha512", 14},      {"sha2-512", 14},
};

// A configuration leaves out what is the default, which is DES and MD5 in Comware 5, AES-256 and
// SHA2-256 in VRP: their keys are not of one length. Comware 7 has none.
std::string_view default_encryption(std::size_t key_octets) {
  return key_octets == 8 ? "des" : key_octets == 32 ? "aes-256" : "";
}
std::string_view default_authentication(std::size_t key_octets) {
  return key_octets == 16 ? "md5" : key_octets == 32 ? "sha2-256" : "";
}

constexpr const char* no_algorithm =
    "the proposal names no algorithm, and the key is not of the length that a default has";

}  // namespace

void ComwareProposal::line(const std::vector<std::string_view>& words) {
  if (words.size() < 2) return;
  if (words[0] == "encapsulation-mode") transport_ = words[1] == "transport";
  if (words.size() < 3) return;
  std::string name(words[2]);
  if (name == "aes" && words.size() > 3) name += " " + std::string(words[3]);
  if (words[0] == "esp" && words[1] == "encryption-algorithm") esp_encryption_ = name;
  if (words[0] == "esp" && words[1] == "authentication-algorithm") esp_authentication_ = name;
  if (words[0] == "ah" && words[1] == "authentication-algorithm") ah_authentication_ = name;
}

std::string ComwareProposal::use_encryption(std::string_view key, SaKeys& keys) const {
  auto octets = secret_from_hex(key);
  if (!octets) return "key is no hex";
  const auto name = !esp_encryption_.empty() ? std::string_view(esp_encryption_)
                    : key.empty()            ? std::string_view("null")
                                             : default_encryption(octets->size());
  if (name.empty()) return no_algorithm;
  keys.encr = id_of(comware_encryptions, name);
  if (!keys.encr) return unknown("encryption algorithm", name);
  if (*keys.encr != encr_null) keys.encr_key = std::move(*octets);
  return {};
}

std::string ComwareProposal::use_authentication(std::string_view key, SaKeys& keys) const {
  const bool esp = keys.protocol == SaProtocol::esp;
  auto octets = secret_from_hex(key);
  if (!octets) return "key is no hex";
  std::string_view name = esp ? esp_authentication_ : ah_authentication_;
  if (name.empty()) {
    if (esp && key.empty()) {
      keys.integ = 0;
      return {};
    }
    name = default_authentication(octets->size());
    if (name.empty()) return no_algorithm;
  }
  keys.integ = id_of(authentications, name);
  if (!keys.integ) return unknown("integrity algorithm", name);
  keys.integ_key = std::move(*octets);
  return {};
}

std::string ComwareProposal::use(std::string_view encryption_key,
                                 std::string_view authentication_key, SaKeys& keys) const {
  keys.mode = transport_ ? "transport" : "tunnel";
  if (keys.protocol == SaProtocol::esp)
    if (auto fault = use_encryption(encryption_key, keys); !fault.empty()) return fault;
  if (auto fault = use_authentication(authentication_key, keys); !fault.empty()) return fault;
  return fault_of(keys);
}

}  // namespace espect::keys
