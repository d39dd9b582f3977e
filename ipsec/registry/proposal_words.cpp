// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/proposal_words.h"

#include <algorithm>
#include <array>

namespace espect::registry {
namespace {

using Kind = PolicyKind;

struct Name {
  std::string_view word;  // without separators
  Kind kind;
  std::uint16_t id;
};

// strongSwan: docs.strongswan.org, config/proposals. libreswan: ipsec.conf(5) and its list of
// algorithms. OpenSSL: openssl-list(1), group and cipher names. Sizes of keys stand behind "aes"
// and "camellia" and are taken off before.
constexpr Name word_names[] = {
    {"3des", Kind::encr, 3},
    {"des", Kind::encr, 2},
    {"desede3cbc", Kind::encr, 3},
    {"desede3", Kind::encr, 3},
    {"cast128", Kind::encr, 6},
    {"blowfish", Kind::encr, 7},
    {"null", Kind::encr, 11},
    {"aes", Kind::encr, 12},
    {"aescbc", Kind::encr, 12},
    {"aesctr", Kind::encr, 13},
    {"aesccm8", Kind::encr, 14},
    {"aesccma", Kind::encr, 14},
    {"aesccm64", Kind::encr, 14},
    {"aesccm12", Kind::encr, 15},
    {"aesccmb", Kind::encr, 15},
    {"aesccm96", Kind::encr, 15},
    {"aesccm16", Kind::encr, 16},
    {"aesccmc", Kind::encr, 16},
    {"aesccm128", Kind::encr, 16},
    {"aesccm", Kind::encr, 16},
    {"aesgcm8", Kind::encr, 18},
    {"aesgcma", Kind::encr, 18},
    {"aesgcm64", Kind::encr, 18},
    {"aesgcm12", Kind::encr, 19},
    {"aesgcmb", Kind::encr, 19},
    {"aesgcm96", Kind::encr, 19},
    {"aesgcm16", Kind::encr, 20},
    {"aesgcmc", Kind::encr, 20},
    {"aesgcm128", Kind::encr, 20},
    {"aesgcm", Kind::encr, 20},
    {"aesgmac", Kind::encr, 21},
    {"nullauthaesgmac", Kind::encr, 21},
    {"camellia", Kind::encr, 23},
    {"camelliacbc", Kind::encr, 23},
    {"camelliactr", Kind::encr, 24},
    {"camelliaccm8", Kind::encr, 25},
    {"camelliaccm64", Kind::encr, 25},
    {"camelliaccm12", Kind::encr, 26},
    {"camelliaccm96", Kind::encr, 26},
    {"camelliaccm16", Kind::encr, 27},
    {"camelliaccm128", Kind::encr, 27},
    {"chacha20poly1305", Kind::encr, 28},
    {"md5", Kind::integ, 1},
    {"sha", Kind::integ, 2},
    {"sha1", Kind::integ, 2},
    {"aesxcbc", Kind::integ, 5},
    {"aesxcbc96", Kind::integ, 5},
    {"md5128", Kind::integ, 6},
    {"sha1160", Kind::integ, 7},
    {"aescmac", Kind::integ, 8},
    {"aescmac96", Kind::integ, 8},
    {"sha2", Kind::integ, 12},
    {"sha256", Kind::integ, 12},
    {"sha2256", Kind::integ, 12},
    {"sha384", Kind::integ, 13},
    {"sha2384", Kind::integ, 13},
    {"sha512", Kind::integ, 14},
    {"sha2512", Kind::integ, 14},
    {"hmacmd5", Kind::integ, 1},
    {"hmacsha1", Kind::integ, 2},
    {"hmacsha2256", Kind::integ, 12},
    {"hmacsha2384", Kind::integ, 13},
    {"hmacsha2512", Kind::integ, 14},
    {"prfmd5", Kind::prf, 1},
    {"prfsha1", Kind::prf, 2},
    {"prfaesxcbc", Kind::prf, 4},
    {"prfsha256", Kind::prf, 5},
    {"prfsha384", Kind::prf, 6},
    {"prfsha512", Kind::prf, 7},
    {"prfaescmac", Kind::prf, 8},
    {"modpnone", Kind::ke, 0},
    {"none", Kind::ke, 0},
    {"modp768", Kind::ke, 1},
    {"modp1024", Kind::ke, 2},
    {"modp1536", Kind::ke, 5},
    {"modp2048", Kind::ke, 14},
    {"modp3072", Kind::ke, 15},
    {"modp4096", Kind::ke, 16},
    {"modp6144", Kind::ke, 17},
    {"modp8192", Kind::ke, 18},
    {"ecp256", Kind::ke, 19},
    {"prime256v1", Kind::ke, 19},
    {"secp256r1", Kind::ke, 19},
    {"ecp384", Kind::ke, 20},
    {"secp384r1", Kind::ke, 20},
    {"ecp521", Kind::ke, 21},
    {"secp521r1", Kind::ke, 21},
    {"modp1024s160", Kind::ke, 22},
    {"modp2048s224", Kind::ke, 23},
    {"modp2048s256", Kind::ke, 24},
    {"ecp192", Kind::ke, 25},
    {"prime192v1", Kind::ke, 25},
    {"ecp224", Kind::ke, 26},
    {"secp224r1", Kind::ke, 26},
    {"ecp224bp", Kind::ke, 27},
    {"brainpoolp224r1", Kind::ke, 27},
    {"ecp256bp", Kind::ke, 28},
    {"brainpoolp256r1", Kind::ke, 28},
    {"ecp384bp", Kind::ke, 29},
    {"brainpoolp384r1", Kind::ke, 29},
    {"ecp512bp", Kind::ke, 30},
    {"brainpoolp512r1", Kind::ke, 30},
    {"curve25519", Kind::ke, 31},
    {"x25519", Kind::ke, 31},
    {"curve448", Kind::ke, 32},
    {"x448", Kind::ke, 32},
    {"mlkem512", Kind::ke, 35},
    {"mlkem768", Kind::ke, 36},
    {"mlkem1024", Kind::ke, 37},
    {"esn", Kind::sn, 1},
    {"noesn", Kind::sn, 0},
};

std::string folded(std::string_view text) {
  std::string letters;
  for (const char c : text)
    if (c != '_' && c != '-' && c != '/' && c != '.')
      letters += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return letters;
}

constexpr std::array<std::uint16_t, 3> rated_key_bits{128, 192, 256};

// "aes256gcm16" and "aes_gcm256", "aes_gcm_16_256": the size of the key behind the cipher's name or
// at the end.
std::optional<std::uint16_t> take_key_bits(std::string& word) {
  for (const std::string_view cipher : {"aes", "camellia"}) {
    if (!word.starts_with(cipher)) continue;
    for (const auto bits : rated_key_bits) {
      const auto digits = std::to_string(bits);
      if (std::string_view(word).substr(cipher.size()).starts_with(digits)) {
        word.erase(cipher.size(), digits.size());
        return bits;
      }
    }
    for (const auto bits : rated_key_bits) {
      const auto digits = std::to_string(bits);
      if (!word.ends_with(digits)) continue;
      word.erase(word.size() - digits.size());
      return bits;
    }
  }
  return std::nullopt;
}

const Name* find_name(std::string_view word) {
  const auto* found = std::ranges::find(word_names, word, &Name::word);
  return found == std::end(word_names) ? nullptr : found;
}

// "dh31" of libreswan.
std::optional<unsigned> number_behind(std::string_view word, std::string_view start) {
  if (!word.starts_with(start) || word.size() == start.size() || word.size() > start.size() + 5)
    return std::nullopt;
  unsigned number = 0;
  for (const char c : word.substr(start.size())) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  return number <= 0xffff ? std::optional(number) : std::nullopt;
}

// The PRF with the hash of an integrity algorithm; 0 when there is none.
std::uint16_t prf_of(std::uint16_t integ) {
  constexpr std::array<std::pair<int, int>, 7> pairs{
      {{1, 1}, {2, 2}, {5, 4}, {8, 8}, {12, 5}, {13, 6}, {14, 7}}};
  for (const auto& [of, prf] : pairs)
    if (of == integ) return static_cast<std::uint16_t>(prf);
  return 0;
}

std::vector<ProposalWord> addition(std::string_view text, unsigned number) {
  auto meanings = proposal_word(text);
  std::erase_if(meanings, [](const auto& word) { return word.kind != Kind::ke || word.addition; });
  for (auto& word : meanings) word.addition = number;
  return meanings;
}

}  // namespace

std::vector<ProposalWord> proposal_word(std::string_view text) {
  for (const std::string_view start : {"addke", "ke"})
    if (text.starts_with(start) && text.size() > start.size() + 2 && text[start.size()] >= '1' &&
        text[start.size()] <= '7' &&
        (text[start.size() + 1] == '_' || text[start.size() + 1] == '-' ||
         text[start.size() + 1] == '='))
      return addition(text.substr(start.size() + 2),
                      static_cast<unsigned>(text[start.size()] - '0'));
  auto word = folded(text);
  if (const auto group = number_behind(word, "dh"))
    return {{Kind::ke, static_cast<std::uint16_t>(*group), std::nullopt}};
  std::optional<std::uint16_t> key_bits;
  const Name* name = find_name(word);
  if (name == nullptr) {
    key_bits = take_key_bits(word);
    name = find_name(word);
  } else if (name->word.starts_with("aesccm") || name->word.starts_with("aesgcm")) {
    // "aes_gcm128" of libreswan is a key of 128 bits with the whole ICV; strongSwan writes the key
    // first.
    if (name->word.ends_with("128")) key_bits = 128;
  }
  if (name == nullptr) return {};
  if (key_bits && name->kind != Kind::encr) return {};
  std::vector<ProposalWord> meanings{{name->kind, name->id, key_bits}};
  if (name->kind == Kind::integ)
    if (const auto prf = prf_of(name->id)) meanings.push_back({Kind::prf, prf, std::nullopt});
  return meanings;
}

std::span<const std::string_view> known_proposal_words() {
  static const std::vector<std::string_view> words = [] {
    std::vector<std::string_view> all;
    for (const auto& name : word_names) all.push_back(name.word);
    return all;
  }();
  return words;
}

}  // namespace espect::registry
