// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/cisco_transforms.h"

#include <algorithm>

#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/name_table.h"
#include "ipsec/keys/text_lines.h"

namespace espect::keys {
namespace {

using Words = std::vector<std::string_view>;

constexpr AlgorithmName encryptions[] = {
    {"esp-des", 2},      {"esp-3des", 3},     {"esp-aes", 12},
    {"esp-aes-192", 12}, {"esp-aes-256", 12}, {"esp-null", encr_null},
};
constexpr AlgorithmName cisco_esp_integrities[] = {
    {"esp-md5-hmac", 1},     {"esp-sha-hmac", 2},     {"esp-sha256-hmac", 12},
    {"esp-sha384-hmac", 13}, {"esp-sha512-hmac", 14},
};
constexpr AlgorithmName ah_integrities[] = {
    {"ah-md5-hmac", 1},     {"ah-sha-hmac", 2},     {"ah-sha256-hmac", 12},
    {"ah-sha384-hmac", 13}, {"ah-sha512-hmac", 14},
};

// How many octets are used of a key; IOS cuts longer ones. Of AES the number in its name says that
// (PIX), or the one behind it (IOS).
std::size_t key_octets(std::uint16_t encr, const Words& words, std::size_t at) {
  if (encr == 2) return 8;
  if (encr == 3) return 24;
  for (const auto& [name, octets] :
       {std::pair{std::string_view("esp-aes-192"), 24U}, {std::string_view("esp-aes-256"), 32U}})
    if (words[at] == name) return octets;
  const auto bits = at + 1 < words.size() ? number_from<unsigned>(words[at + 1]) : std::nullopt;
  return bits.value_or(128) / 8;
}

std::size_t integrity_octets(std::uint16_t integ) {
  constexpr std::pair<std::uint16_t, std::size_t> sizes[] = {
      {1, 16}, {2, 20}, {12, 32}, {13, 48}, {14, 64}};
  const auto found = std::find_if(std::begin(sizes), std::end(sizes),
                                  [&](const auto& size) { return size.first == integ; });
  return found != std::end(sizes) ? found->second : 0;
}

std::string read_key(std::string_view hex, std::size_t octets, crypto::Secret& into) {
  auto key = secret_from_hex(hex);
  if (!key) return "key is no hex";
  if (key->size() > octets) key->resize(octets);
  into = std::move(*key);
  return {};
}

std::string read_encryption(const Words& words, std::string_view hex, SaKeys& keys) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].find("gcm") != std::string_view::npos ||
        words[i].find("gmac") != std::string_view::npos || words[i] == "esp-seal")
      return "the keys of GCM, GMAC and SEAL are not read";
    if (const auto encr = id_of(encryptions, words[i])) {
      keys.encr = encr;
      return *encr == encr_null ? std::string()
                                : read_key(hex, key_octets(*encr, words, i), keys.encr_key);
    }
  }
  return "the transform set of this session key has no encryption that is known";
}

}  // namespace

std::string use_transforms(const CiscoTransforms& transforms, const Words& session_key,
                           SaKeys& keys) {
  const bool esp = keys.protocol == SaProtocol::esp;
  keys.mode = transforms.mode == "transport" ? "transport" : "tunnel";
  for (const auto word : transforms.words) {
    const auto integ = esp ? id_of(cisco_esp_integrities, word) : id_of(ah_integrities, word);
    if (integ) keys.integ = integ;
  }
  if (esp) {
    if (auto fault = read_encryption(transforms.words, word_after(session_key, "cipher"), keys);
        !fault.empty())
      return fault;
    if (!keys.integ) keys.integ = 0;  // esp-des alone: no integrity
  } else if (!keys.integ) {
    return "the transform set of this session key has no AH that is known";
  }
  if (*keys.integ != 0) {
    const auto hex = esp ? word_after(session_key, "authenticator") : session_key[3];
    if (auto fault = read_key(hex, integrity_octets(*keys.integ), keys.integ_key); !fault.empty())
      return fault;
  }
  return fault_of(keys);
}

}  // namespace espect::keys
