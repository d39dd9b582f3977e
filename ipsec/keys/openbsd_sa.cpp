// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/name_table.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"
#include "ipsec/registry/algorithms.h"

// OpenBSD's `ipsecctl -sa -k` and the manual SAs of ipsec.conf(5), which have one grammar: "esp
// tunnel from A to B spi 0x1 auth hmac-sha2-256 enc aes authkey 0x... enckey 0x...". A second value
// behind a colon is that of the other direction.
namespace espect::keys::openbsd_sa {
namespace {

constexpr AlgorithmName encryptions[] = {
    {"none", encr_null},  {"null", encr_null},  {"des-cbc", 2},
    {"3des-cbc", 3},      {"cast128", 6},       {"blowfish", 7},
    {"aes", 12},          {"aes-128", 12},      {"aes-192", 12},
    {"aes-256", 12},      {"aesctr", 13},       {"aes-128-ctr", 13},
    {"aes-192-ctr", 13},  {"aes-256-ctr", 13},  {"aes-128-gcm", 20},
    {"aes-192-gcm", 20},  {"aes-256-gcm", 20},  {"aes-128-gmac", 21},
    {"aes-192-gmac", 21}, {"aes-256-gmac", 21}, {"chacha20-poly1305", 28},
};
constexpr AlgorithmName integrities[] = {
    {"none", 0},           {"hmac-md5", 1},       {"hmac-sha1", 2},
    {"hmac-sha2-256", 12}, {"hmac-sha2-384", 13}, {"hmac-sha2-512", 14},
};

bool begins_sa(const std::vector<std::string_view>& parts) {
  const auto has = [&](std::string_view word) {
    return std::find(parts.begin(), parts.end(), word) != parts.end();
  };
  return parts.size() > 6 && (parts[0] == "esp" || parts[0] == "ah") && has("from") && has("to") &&
         has("spi");
}

// An SA is a line, those that a backslash joins to it, and those with a tab in front (keys).
template <class Take>
void each_sa(std::string_view text, Take take) {
  std::vector<std::string_view> parts;
  std::uint32_t began = 0;
  bool joined = false;
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    const bool indented = line.text.starts_with(' ') || line.text.starts_with('\t');
    auto found = words(line.text.substr(0, line.text.find('#')));
    if (!joined && !(indented && !parts.empty())) {
      if (!parts.empty() && !take(parts, began)) return;
      parts.clear();
      began = line.number;
      if (!begins_sa(found)) continue;
    }
    joined = !found.empty() && found.back() == "\\";
    if (joined) found.pop_back();
    if (parts.size() < 256) parts.insert(parts.end(), found.begin(), found.end());
  }
  if (!parts.empty()) take(parts, began);
}

// "key_auth: bits 160: 0011" of -v, where there is no "authkey".
std::string_view key_text(const std::vector<std::string_view>& parts, std::string_view name,
                          std::string_view verbose_name) {
  const auto said = word_after(parts, name);
  if (!said.empty()) return said;
  const auto at = std::find(parts.begin(), parts.end(), verbose_name);
  return parts.end() - at > 3 ? at[3] : std::string_view();
}

// Of "this:other".
std::string_view of_direction(std::string_view text, bool reverse) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return reverse ? std::string_view() : text;
  return reverse ? text.substr(colon + 1) : text.substr(0, colon);
}

std::string read_algorithms(const std::vector<std::string_view>& parts, SaKeys& keys) {
  const auto encr = word_after(parts, "enc");
  const auto integ = word_after(parts, "auth");
  if (keys.protocol == SaProtocol::esp) {
    keys.encr = encr.empty() ? 12 : id_of(encryptions, encr);  // ipsec.conf(5): aes by default
    if (!keys.encr) return unknown("encryption algorithm", encr);
    const auto* parameters = registry::encryption_parameters(*keys.encr);
    if (parameters != nullptr && parameters->is_aead()) return {};
  }
  keys.integ = integ.empty() ? 12 : id_of(integrities, integ);  // and hmac-sha2-256
  return keys.integ ? "" : unknown("integrity algorithm", integ);
}

std::string read_keys(const std::vector<std::string_view>& parts, bool reverse, SaKeys& keys) {
  const auto encr = key_text(parts, "enckey", "key_encrypt:");
  const auto integ = key_text(parts, "authkey", "key_auth:");
  if (encr == "file" || integ == "file") return "the key is in a file of its own";
  auto encr_key = secret_from_hex(of_direction(encr, reverse));
  auto integ_key = secret_from_hex(of_direction(integ, reverse));
  if (!encr_key || !integ_key) return "key is no hex";
  if (encr_key->empty() && integ_key->empty()) return "the keys are not shown (ipsecctl -sa -k)";
  keys.encr_key = std::move(*encr_key);
  if (keys.integ && *keys.integ != 0) keys.integ_key = std::move(*integ_key);
  return fault_of(keys);
}

std::string read_sa(const std::vector<std::string_view>& parts, bool reverse, SaKeys& keys) {
  const auto from = address_from(word_after(parts, "from"));
  const auto to = address_from(word_after(parts, "to"));
  const auto spi = number_from<std::uint32_t>(of_direction(word_after(parts, "spi"), reverse));
  if (!from || !to) return "this SA has no addresses";
  if (!spi) return "spi is no number";
  keys.source = exactly(reverse ? *to : *from);
  keys.destination = exactly(reverse ? *from : *to);
  keys.spi = *spi;
  keys.protocol = parts[0] == "ah" ? SaProtocol::ah : SaProtocol::esp;
  keys.mode = parts[1] == "transport" ? "transport" : "tunnel";
  if (auto fault = read_algorithms(parts, keys); !fault.empty()) return fault;
  return read_keys(parts, reverse, keys);
}

bool recognises(std::string_view text) {
  if (!says_any(text, {"authkey", "enckey", "key_auth:", "key_encrypt:"})) return false;
  bool found = false;
  each_sa(text, [&](const auto& parts, std::uint32_t) {
    found = !key_text(parts, "authkey", "key_auth:").empty() ||
            !key_text(parts, "enckey", "key_encrypt:").empty();
    return !found;
  });
  return found;
}

bool begins_line(std::string_view content) {
  for (const std::string_view word : {"esp ", "ah ", "ipcomp ", "flow ", "ike ", "#", "@0 "})
    if (content.starts_with(word)) return true;
  return false;
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  each_sa(text, [&](const auto& parts, std::uint32_t line) {
    const bool both = word_after(parts, "spi").find(':') != std::string_view::npos;
    for (const bool reverse : {false, true}) {
      if (reverse && !both) continue;
      SaKeys keys;
      keys.origin = complaints.at(line);
      const auto fault = read_sa(parts, reverse, keys);
      if (fault.empty())
        ring.add(std::move(keys));
      else
        complaints.add(line, fault);
    }
    return true;
  });
}

}  // namespace

const KeySource source = {"OpenBSD SAs", recognises, read, begins_line};

}  // namespace espect::keys::openbsd_sa
