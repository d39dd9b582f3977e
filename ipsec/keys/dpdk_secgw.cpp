// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "ipsec/bytes/hex.h"
#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/name_table.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"

// The configuration of DPDK's ipsec-secgw: "sa out 5 cipher_algo aes-128-cbc cipher_key a0:... \".
// SPIs are decimal; keys of AEAD and CTR end with the salt.
namespace espect::keys::dpdk_secgw {
namespace {

constexpr AlgorithmName ciphers[] = {
    {"null", encr_null}, {"aes-128-cbc", 12}, {"aes-192-cbc", 12},
    {"aes-256-cbc", 12}, {"aes-128-ctr", 13}, {"aes-192-ctr", 13},
    {"aes-256-ctr", 13}, {"3des-cbc", 3},     {"des-cbc", 2},
};
constexpr AlgorithmName aeads[] = {
    {"aes-128-gcm", 20},
    {"aes-192-gcm", 20},
    {"aes-256-gcm", 20},
    {"chacha20-poly1305", 28},
};
constexpr AlgorithmName integrities[] = {
    {"null", 0},         {"sha1-hmac", 2},    {"sha256-hmac", 12},
    {"sha384-hmac", 13}, {"sha512-hmac", 14}, {"aes-xcbc-mac-96", 5},
};

bool begins_sa(const std::vector<std::string_view>& parts) {
  return parts.size() > 3 && parts[0] == "sa" && (parts[1] == "in" || parts[1] == "out") &&
         number_from<std::uint32_t>(parts[2]);
}

template <class Take>
void each_sa(std::string_view text, Take take) {
  std::vector<std::string_view> parts;
  std::uint32_t began = 0;
  bool joined = false;
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    auto found = words(line.text.substr(0, line.text.find('#')));
    if (!joined) {
      if (begins_sa(parts) && !take(parts, began)) return;
      parts.clear();
      began = line.number;
    }
    joined = !found.empty() && found.back() == "\\";
    if (joined) found.pop_back();
    if (parts.size() < 256) parts.insert(parts.end(), found.begin(), found.end());
  }
  if (begins_sa(parts)) take(parts, began);
}

// "a0:b1:c2"; the program reads one digit as an octet too.
std::optional<crypto::Secret> key_from(std::string_view text) {
  crypto::Secret key;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(':'), text.size());
    const auto digits = text.substr(0, end);
    const auto octet =
        digits.size() == 1 ? hex_octet(std::string{'0', digits[0]}) : hex_octet(digits);
    if (!octet) return std::nullopt;
    key.push_back(*octet);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return key;
}

std::string read_algorithms(const std::vector<std::string_view>& parts, SaKeys& keys) {
  const auto aead = word_after(parts, "aead_algo");
  const auto cipher = word_after(parts, "cipher_algo");
  const auto auth = word_after(parts, "auth_algo");
  auto encr_key = key_from(word_after(parts, aead.empty() ? "cipher_key" : "aead_key"));
  auto integ_key = key_from(word_after(parts, "auth_key"));
  if (!encr_key || !integ_key) return "key is no hex with colons";
  keys.encr = aead.empty() ? id_of(ciphers, cipher) : id_of(aeads, aead);
  if (!keys.encr) return unknown("encryption algorithm", aead.empty() ? cipher : aead);
  keys.encr_key = std::move(*encr_key);
  if (!aead.empty()) return {};
  keys.integ = id_of(integrities, auth);
  if (!keys.integ) return unknown("integrity algorithm", auth);
  keys.integ_key = std::move(*integ_key);
  return {};
}

std::string read_sa(const std::vector<std::string_view>& parts, SaKeys& keys) {
  keys.spi = number_from<std::uint32_t>(parts[2]).value_or(0);
  if (auto fault = read_algorithms(parts, keys); !fault.empty()) return fault;
  if (const auto source = address_from(word_after(parts, "src"))) keys.source = exactly(*source);
  if (const auto destination = address_from(word_after(parts, "dst")))
    keys.destination = exactly(*destination);
  const auto mode = word_after(parts, "mode");
  if (mode == "transport") keys.mode = "transport";
  if (mode == "ipv4-tunnel" || mode == "ipv6-tunnel") keys.mode = "tunnel";
  if (const auto esn = number_from<std::uint64_t>(word_after(parts, "esn"))) {
    keys.esn = true;
    keys.sequence_high = static_cast<std::uint32_t>(*esn >> 32);
  }
  return fault_of(keys);
}

bool recognises(std::string_view text) {
  if (!says_any(text, {"cipher_algo ", "aead_algo "})) return false;
  bool found = false;
  each_sa(text, [&](const auto& parts, std::uint32_t) {
    found = !word_after(parts, "cipher_algo").empty() || !word_after(parts, "aead_algo").empty();
    return !found;
  });
  return found;
}

bool begins_line(std::string_view content) {
  for (const std::string_view word :
       {"sa in ", "sa out ", "sp ", "rt ", "neigh ", "flow ", "ep", "#"})
    if (content.starts_with(word)) return true;
  return false;
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  each_sa(text, [&](const auto& parts, std::uint32_t line) {
    SaKeys keys;
    keys.origin = complaints.at(line);
    if (auto fault = read_sa(parts, keys); !fault.empty()) {
      complaints.add(line, fault);
      return true;
    }
    // Older releases cut HMAC-SHA-256 to 96 bits, newer ones to 128: the ICV decides.
    if (keys.integ == 12)
      for (const std::uint16_t octets : {std::uint16_t{16}, std::uint16_t{12}}) {
        keys.icv_octets = octets;
        ring.add(SaKeys(keys));
      }
    else
      ring.add(std::move(keys));
    return true;
  });
}

}  // namespace

const KeySource source = {"DPDK ipsec-secgw", recognises, read, begins_line};

}  // namespace espect::keys::dpdk_secgw
