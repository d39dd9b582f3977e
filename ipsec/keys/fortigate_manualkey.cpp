// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <map>

#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/name_table.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"

// FortiGate's "config vpn ipsec manualkey": each entry is the SA from the remote gateway (localspi)
// and that to it (remotespi), with the same keys, in segments of 16 digits.
namespace espect::keys::fortigate_manualkey {
namespace {

constexpr AlgorithmName encryptions[] = {
    {"null", encr_null}, {"des", 2}, {"3des", 3}, {"aes128", 12}, {"aes192", 12}, {"aes256", 12},
};
constexpr AlgorithmName integrities[] = {
    {"null", 0}, {"md5", 1}, {"sha1", 2}, {"sha256", 12}, {"sha384", 13}, {"sha512", 14},
};

struct Entry {
  std::uint32_t line = 0;
  std::map<std::string_view, std::string_view> settings;

  std::string_view of(std::string_view name) const {
    const auto found = settings.find(name);
    return found != settings.end() ? found->second : std::string_view();
  }
};

// Calls take(entry) for each; `edit` begins one, `next` and `end` end it.
template <class Take>
void each_entry(std::string_view text, Take take) {
  Entry entry;
  bool inside = false;
  const auto finish = [&] {
    if (entry.line != 0) take(entry);
    entry = {};
  };
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    const auto parts = words(line.text);
    if (parts.empty()) continue;
    if (parts[0] == "config") {
      finish();
      inside =
          parts.size() == 4 && parts[1] == "vpn" && parts[2] == "ipsec" && parts[3] == "manualkey";
    } else if (parts[0] == "next" || parts[0] == "end") {
      finish();
      inside = inside && parts[0] == "next";
    } else if (inside && parts[0] == "edit") {
      finish();
      entry.line = line.number;
    } else if (inside && parts[0] == "set" && parts.size() > 2) {
      entry.settings[parts[1]] = parts[2];
    }
  }
  finish();
}

std::string read_key(std::string_view text, crypto::Secret& key) {
  if (text == "ENC") return "the key is encrypted (ENC): write it as it was typed";
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('-'), text.size());
    const auto segment = secret_from_hex(text.substr(0, end));
    if (!segment) return "key is no hex";
    key.insert(key.end(), segment->begin(), segment->end());
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

std::string read_entry(const Entry& entry, bool inbound, SaKeys& keys) {
  const auto spi = number_from<std::uint32_t>(entry.of(inbound ? "localspi" : "remotespi"), 16);
  if (!spi) return "spi is no number";
  keys.spi = *spi;
  keys.mode = "tunnel";
  const auto local = address_from(entry.of("local-gw"));
  const auto remote = address_from(entry.of("remote-gw"));
  if (remote) (inbound ? keys.source : keys.destination) = exactly(*remote);
  if (local && *local != Address{}) (inbound ? keys.destination : keys.source) = exactly(*local);
  keys.encr = id_of(encryptions, entry.of("encryption"));
  if (!keys.encr) return unknown("encryption algorithm", entry.of("encryption"));
  keys.integ = id_of(integrities, entry.of("authentication"));
  if (!keys.integ) return unknown("integrity algorithm", entry.of("authentication"));
  if (auto fault = read_key(entry.of("enckey"), keys.encr_key); !fault.empty()) return fault;
  if (auto fault = read_key(entry.of("authkey"), keys.integ_key); !fault.empty()) return fault;
  return fault_of(keys);
}

bool recognises(std::string_view text) {
  if (!says_any(text, {"ipsec manualkey"})) return false;
  bool found = false;
  each_entry(text, [&](const Entry& entry) {
    found = found || !entry.of("enckey").empty() || !entry.of("authkey").empty();
  });
  return found;
}

bool begins_line(std::string_view content) {
  for (const std::string_view word : {"config ", "edit ", "set ", "next", "end", "#"})
    if (content.starts_with(word)) return true;
  return false;
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  each_entry(text, [&](const Entry& entry) {
    for (const bool inbound : {true, false}) {
      SaKeys keys;
      keys.origin = complaints.at(entry.line);
      const auto fault = read_entry(entry, inbound, keys);
      if (!fault.empty()) return complaints.add(entry.line, fault);
      ring.add(std::move(keys));
    }
  });
}

}  // namespace

const KeySource source = {"FortiGate manualkey", recognises, read, begins_line};

}  // namespace espect::keys::fortigate_manualkey
