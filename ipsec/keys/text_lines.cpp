// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/text_lines.h"

#include <algorithm>

#include "ipsec/bytes/hex.h"
#include "ipsec/keys/algorithm_names.h"
#include "ipsec/registry/algorithms.h"

namespace espect::keys {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool all_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

constexpr std::string_view blanks = " \t";

}  // namespace

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
    const std::size_t end = std::min(text.find_first_of(blanks), text.size());
    found.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return found;
}

std::optional<std::string_view> between(std::string_view text, std::string_view before,
                                        std::string_view after) {
  const std::size_t start = text.find(before);
  if (start == std::string_view::npos) return std::nullopt;
  text.remove_prefix(start + before.size());
  if (after.empty()) return text;
  const std::size_t end = text.find(after);
  if (end == std::string_view::npos) return std::nullopt;
  return text.substr(0, end);
}

bool says_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

bool equal_without_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<crypto::Secret> secret_from_hex(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
  return from_hex<crypto::Secret>(text);
}

std::string encryption_key_fault(std::uint16_t encr, std::size_t octets) {
  const auto* parameters = registry::encryption_parameters(encr);
  if (parameters == nullptr) return {};
  const std::size_t salt = parameters->salt_octets;
  if (octets >= salt && parameters->allows_key_octets(octets - salt)) return {};
  if (parameters->kind == registry::EncryptionClass::null && octets == 0) return {};
  const bool salt_missing = salt != 0 && parameters->allows_key_octets(octets);
  return "encryption key of " + std::to_string(octets) + " octets does not fit " +
         parameters->name + " (" + to_text(*parameters) + ")" +
         (salt_missing ? ": the salt is missing" : "");
}

std::string integrity_key_fault(std::uint16_t integ, std::size_t octets) {
  const auto* parameters = registry::integrity_parameters(integ);
  if (parameters == nullptr || parameters->key_octets == octets) return {};
  // RFC 2104: HMAC takes any key, and Linux lets anybody set one.
  const bool hmac = std::string_view(parameters->name).find("HMAC") != std::string_view::npos;
  if (hmac && octets != 0) return {};
  return "integrity key of " + std::to_string(octets) + " octets does not fit " + parameters->name +
         " (" + to_text(*parameters) + ")";
}

std::string without_0x(std::string_view key) {
  if (key.size() < 8 || !all_hex(key)) return {};
  return "; " + std::to_string(key.size()) +
         " hex digits without 0x are taken as characters: put 0x before the key";
}

// Whether a word, which may be a key or a password that stands in the wrong place, is surely the
// name of an algorithm: it has a part that such names have, and no run of hex digits.
bool names_an_algorithm(std::string_view word) {
  constexpr std::size_t longest = 40, longest_hex = 8;
  constexpr std::string_view signs = "-_.()/, []";
  constexpr std::string_view parts[] = {
      "aes",  "des",  "cbc",  "ctr",  "gcm",   "ccm",  "gmac", "cmac", "xcbc", "hmac",  "sha",
      "md5",  "rmd",  "aria", "blow", "camel", "cast", "cha",  "fish", "gost", "idea",  "kuzn",
      "null", "poly", "rc4",  "rfc",  "seed",  "serp", "sm3",  "sm4",  "umac", "cipher"};
  std::string name;
  std::size_t hex = 0;
  for (const char c : word) {
    if (signs.find(c) != std::string_view::npos) continue;
    const char small = lower(c);
    const bool digit = (small >= '0' && small <= '9') || (small >= 'a' && small <= 'f');
    if (!digit && (small < 'g' || small > 'z')) return false;
    hex = digit ? hex + 1 : 0;
    if (hex >= longest_hex) return false;
    name += small;
  }
  return word.size() <= longest && std::ranges::any_of(parts, [&name](std::string_view part) {
           return name.find(part) != std::string::npos;
         });
}

std::string unknown(const char* what, std::string_view name) {
  if (name.empty()) return std::string("unknown ") + what;
  return std::string("unknown ") + what + " " +
         (names_an_algorithm(name) ? std::string(name) : "(not shown: it may be a key)");
}

std::string fault_of(const IkeKeys& keys) {
  if (keys.d.empty() && keys.ei.empty() && keys.er.empty() && keys.pi.empty() && keys.pr.empty())
    return "no keys";
  for (const auto* key : {&keys.ei, &keys.er}) {
    if (key->empty() || !keys.encr) continue;
    if (auto fault = encryption_key_fault(*keys.encr, key->size()); !fault.empty()) return fault;
  }
  for (const auto* key : {&keys.ai, &keys.ar}) {
    if (key->empty() || !keys.integ) continue;
    if (auto fault = integrity_key_fault(*keys.integ, key->size()); !fault.empty()) return fault;
  }
  return {};
}

std::string fault_of(const SaKeys& keys) {
  // ESP with NULL has none where the integrity algorithm is not known either (tcpdump's "none").
  const bool null = keys.protocol == SaProtocol::esp && keys.encr == encr_null;
  if (keys.encr_key.empty() && keys.integ_key.empty() && !null) return "no keys";
  if (keys.protocol == SaProtocol::ah && keys.integ_key.empty()) return "no integrity key";
  if (keys.protocol != SaProtocol::ah && keys.encr)
    if (auto fault = encryption_key_fault(*keys.encr, keys.encr_key.size()); !fault.empty())
      return fault;
  if (keys.integ) return integrity_key_fault(*keys.integ, keys.integ_key.size());
  return {};
}

std::string_view word_after(const std::vector<std::string_view>& words, std::string_view name) {
  const auto at = std::find(words.begin(), words.end(), name);
  return at == words.end() || at + 1 == words.end() ? std::string_view() : at[1];
}

}  // namespace espect::keys
