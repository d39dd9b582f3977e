// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/name_table.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"

// OSPFv3's manual SAs (RFC 4552) in configurations of Cisco and those that follow it: "ipv6 ospf
// encryption ipsec spi 300 esp 3des KEY sha1 KEY", "area 0 authentication ipsec spi 500 md5 KEY".
// One SA serves all neighbours and both directions.
namespace espect::keys::ospfv3_lines {
namespace {

using Words = std::vector<std::string_view>;

constexpr AlgorithmName encryptions[] = {
    {"null", encr_null},
    {"des", 2},
    {"3des", 3},
    {"aes-cbc", 12},
};
constexpr AlgorithmName integrities[] = {{"md5", 1}, {"sha1", 2}};

// Of a line the words behind "ipsec spi", from the SPI on.
std::optional<Words> words_of(std::string_view line, bool& encryption) {
  const auto parts = words(line);
  if (!parts.empty() && parts[0] == "no") return std::nullopt;
  for (std::size_t i = 1; i + 4 < parts.size(); ++i) {
    encryption = parts[i - 1] == "encryption";
    if (parts[i] != "ipsec" || parts[i + 1] != "spi" ||
        !(encryption || parts[i - 1].starts_with("auth")))
      continue;
    return Words(parts.begin() + static_cast<std::ptrdiff_t>(i) + 2, parts.end());
  }
  return std::nullopt;
}

bool recognises(std::string_view text) {
  if (!says_any(text, {" ipsec spi "})) return false;
  TextLines lines(text);
  bool encryption = false;
  for (TextLine line; lines.next(line);)
    if (const auto parts = words_of(line.text, encryption);
        parts && number_from<std::uint32_t>((*parts)[0]))
      return true;
  return false;
}

// "KEY", "0 KEY", "key hex KEY" of Aruba, "key 0 KEY" of Arista; a type of 7 or more is encoded.
std::string take_key(Words& rest, crypto::Secret& into) {
  const auto take = [&] {
    const auto word = rest.empty() ? std::string_view() : rest.front();
    if (!rest.empty()) rest.erase(rest.begin());
    return word;
  };
  auto word = take();
  if (word == "key") word = take();
  if (word == "passphrase") return "a passphrase is no key: how it becomes one is not documented";
  if (word == "hex") word = take();
  if (word == "ascii" || word == "plaintext" || word == "encrypted" || word == "ciphertext")
    return "only keys in hex are read";
  if (word.size() == 1 && !rest.empty()) {
    if (word != "0") return "the key is encoded (its type is not 0)";
    word = take();
  }
  if (word.starts_with('"') && word.ends_with('"') && word.size() > 1)
    word = word.substr(1, word.size() - 2);
  auto key = secret_from_hex(word);
  if (!key) return "key is no hex";
  into = std::move(*key);
  return {};
}

std::string read_sa(Words rest, bool encryption, SaKeys& keys) {
  const auto spi = number_from<std::uint32_t>(rest[0]);
  if (!spi) return "spi is no number";
  keys.spi = *spi;
  keys.mode = "transport";
  keys.protocol = encryption ? SaProtocol::esp : SaProtocol::ah;
  rest.erase(rest.begin());
  if (encryption) {
    if (rest.size() < 3 || rest[0] != "esp") return "this is no ESP";
    const auto name = rest[1];
    keys.encr = id_of(encryptions, name);
    if (!keys.encr) return unknown("encryption algorithm", name);
    rest.erase(rest.begin(), rest.begin() + 2);
    if (*keys.encr == 12) rest.erase(rest.begin());  // the key's size
    if (*keys.encr != encr_null)
      if (auto fault = take_key(rest, keys.encr_key); !fault.empty()) return fault;
  }
  if (rest.size() < 2) return "there is no key";
  keys.integ = id_of(integrities, rest[0]);
  if (!keys.integ) return unknown("integrity algorithm", rest[0]);
  rest.erase(rest.begin());
  if (auto fault = take_key(rest, keys.integ_key); !fault.empty()) return fault;
  return fault_of(keys);
}

bool begins_line(std::string_view content) {
  static constexpr std::string_view first_words[] = {
      "ipv6", "ospfv3", "area", "interface", "router", "ip", "!", "exit", "no"};
  const auto word = content.substr(0, content.find(' '));
  return std::find(std::begin(first_words), std::end(first_words), word) != std::end(first_words);
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  TextLines lines(text);
  bool encryption = false;
  for (TextLine line; lines.next(line);) {
    const auto parts = words_of(line.text, encryption);
    if (!parts) continue;
    SaKeys keys;
    keys.origin = complaints.at(line.number);
    const auto fault = read_sa(*parts, encryption, keys);
    if (fault.empty())
      ring.add(std::move(keys));
    else
      complaints.add(line.number, fault);
  }
}

}  // namespace

const KeySource source = {"OSPFv3 IPsec lines", recognises, read, begins_line};

}  // namespace espect::keys::ospfv3_lines
