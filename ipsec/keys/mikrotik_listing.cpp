// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <map>

#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/name_table.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"
#include "ipsec/registry/algorithms.h"

// MikroTik's `/ip ipsec installed-sa print`: entries of name=value words over several lines. What
// "replay" counts is not documented, so no window is taken from it.
namespace espect::keys::mikrotik_listing {
namespace {

constexpr AlgorithmName encryptions[] = {
    {"none", encr_null}, {"null", encr_null},  {"des", 2},       {"3des", 3},
    {"blowfish", 7},     {"aes", 12},          {"aes-cbc", 12},  {"aes-ctr", 13},
    {"aes-gcm", 20},     {"camellia-cbc", 23}, {"camellia", 23}, {"twofish", encr_twofish_cbc},
};
constexpr AlgorithmName integrities[] = {
    {"none", 0}, {"null", 0}, {"md5", 1}, {"sha1", 2}, {"sha256", 12}, {"sha512", 14},
};

using Values = std::map<std::string_view, std::string_view>;

// name=value and name="value", between blanks.
void take_values(std::string_view line, Values& values) {
  while (!line.empty()) {
    line = trimmed(line);
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return;
    auto name = line.substr(0, equals);
    name = name.substr(std::min(name.find_last_of(" \t") + 1, name.size()));
    line.remove_prefix(equals + 1);
    const bool quoted = line.starts_with('"');
    if (quoted) line.remove_prefix(1);
    const std::size_t end = std::min(line.find_first_of(quoted ? "\"" : " \t"), line.size());
    values[name] = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
  }
}

std::string_view value_of(const Values& values, std::string_view name) {
  const auto at = values.find(name);
  return at != values.end() ? at->second : std::string_view();
}

// " 0 E  spi=0xC2000002 ..."
bool begins_entry(std::string_view line) {
  const auto parts = words(line);
  return !parts.empty() && number_from<std::uint32_t>(parts[0]) &&
         line.find("spi=") != std::string_view::npos;
}

// "192.0.2.1", "192.0.2.1:4500"
std::optional<Address> endpoint(std::string_view text) {
  if (const auto address = address_from(text)) return address;
  return address_from(text.substr(0, text.rfind(':')));
}

bool recognises(std::string_view text) {
  if (!says_any(text, {"auth-key=", "enc-key="})) return false;
  TextLines lines(text);
  bool entry = false;
  for (TextLine line; lines.next(line);) {
    entry = entry || begins_entry(line.text);
    if (entry && (line.text.find("auth-key=") != std::string_view::npos ||
                  line.text.find("enc-key=") != std::string_view::npos))
      return true;
  }
  return false;
}

// Flags in front of the first value: "H - hw-aead, A - AH, E - ESP".
bool is_ah(std::string_view line) {
  const auto flags = line.substr(0, line.find("spi="));
  return flags.find('A') != std::string_view::npos && flags.find('E') == std::string_view::npos;
}

bool begins_line(std::string_view content) {
  const auto word = content.substr(0, content.find(' '));
  return begins_entry(content) || word.find('=') != std::string_view::npos ||
         content.starts_with("Flags:");
}

std::string read_entry(const Values& values, SaKeys& keys) {
  const auto spi = number_from<std::uint32_t>(value_of(values, "spi"), 16);
  const auto source = endpoint(value_of(values, "src-address"));
  const auto destination = endpoint(value_of(values, "dst-address"));
  if (!spi) return "spi is no number";
  if (!source || !destination) return "this SA has no addresses";
  keys.spi = *spi;
  keys.source = exactly(*source);
  keys.destination = exactly(*destination);
  auto encr_key = secret_from_hex(value_of(values, "enc-key"));
  auto integ_key = secret_from_hex(value_of(values, "auth-key"));
  if (!encr_key || !integ_key) return "key is no hex";
  const auto encr_name = value_of(values, "enc-algorithm");
  const auto integ_name = value_of(values, "auth-algorithm");
  if (keys.protocol == SaProtocol::esp) {
    keys.encr = id_of(encryptions, encr_name);
    if (!keys.encr) return unknown("encryption algorithm", encr_name);
    keys.encr_key = std::move(*encr_key);
    const auto* parameters = registry::encryption_parameters(*keys.encr);
    if (parameters != nullptr && parameters->is_aead()) return fault_of(keys);
  }
  keys.integ = id_of(integrities, integ_name);
  if (!keys.integ) return unknown("integrity algorithm", integ_name);
  keys.integ_key = std::move(*integ_key);
  return fault_of(keys);
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  Values values;
  SaKeys keys;
  const auto finish = [&] {
    if (!values.empty()) {
      const auto fault = read_entry(values, keys);
      if (fault.empty())
        ring.add(std::move(keys));
      else
        complaints.add(keys.origin.line, fault);
    }
    values.clear();
    keys = {};
  };
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    if (trimmed(line.text).empty()) {
      finish();
    } else if (begins_entry(line.text)) {
      finish();
      keys.origin = complaints.at(line.number);
      keys.protocol = is_ah(line.text) ? SaProtocol::ah : SaProtocol::esp;
      take_values(line.text, values);
    } else if (!values.empty()) {
      take_values(line.text, values);
    }
  }
  finish();
}

}  // namespace

const KeySource source = {"MikroTik installed-sa", recognises, read, begins_line};

}  // namespace espect::keys::mikrotik_listing
