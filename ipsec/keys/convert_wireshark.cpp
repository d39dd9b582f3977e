// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/convert.h"
#include "ipsec/keys/secret_hex.h"
#include "ipsec/keys/text_lines.h"
#include "ipsec/keys/uat.h"
#include "ipsec/registry/algorithms.h"

namespace espect::keys {
namespace {

bool is_aead(std::uint16_t encr) {
  const auto* parameters = registry::encryption_parameters(encr);
  return parameters != nullptr && parameters->is_aead();
}

std::string encryption_text(std::uint16_t encr) {
  const auto* parameters = registry::encryption_parameters(encr);
  return parameters != nullptr ? parameters->name : fmt::format("encryption {}", encr);
}

std::string integrity_text(std::uint16_t integ) {
  const auto* parameters = registry::integrity_parameters(integ);
  return parameters != nullptr ? parameters->name : fmt::format("integrity {}", integ);
}

std::string pattern_text(const AddressPattern& pattern) {
  if (pattern.prefix_bits == 0) return "*";
  const bool whole = pattern.prefix_bits == (pattern.address.v6 ? 128 : 32);
  return to_text(pattern.address) + (whole ? "" : fmt::format("/{}", pattern.prefix_bits));
}

// "0xc*2fb9af": a star for each digit that may be any.
std::string spi_text(const SaKeys& keys) {
  if (keys.spi_mask == 0) return "*";
  std::string text = fmt::format("{:08x}", keys.spi);
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((keys.spi_mask >> (28 - 4 * i) & 15) == 0) text[i] = '*';
  return "0x" + text;
}

void append_key(SecretText& row, const crypto::Secret& key) {
  row += key.empty() ? "\"" : "\"0x";
  append_hex(row, key);
  row += '"';
}

// The name in the column, or why there is none.
struct Choice {
  const char* name = nullptr;
  std::string fault;
};

Choice esp_integrity(const SaKeys& keys) {
  if (is_aead(*keys.encr)) return {"NULL", ""};
  if (!keys.integ && !keys.icv_octets) return {nullptr, "the integrity algorithm is not known"};
  std::uint16_t icv = keys.icv_octets.value_or(0);
  if (keys.integ) {
    const auto* parameters = registry::integrity_parameters(*keys.integ);
    if (!keys.icv_octets && parameters != nullptr) icv = parameters->icv_octets;
    if (const char* name = wireshark_esp_integrity(*keys.integ, icv)) return {name, ""};
  }
  if (const char* name = wireshark_esp_unchecked(icv)) return {name, ""};
  return {nullptr, "Wireshark knows no ICV of this length for " + integrity_text(*keys.integ)};
}

SecretText ike_row(const IkeKeys& keys, std::string& fault) {
  if (!keys.encr) return fault = "the encryption algorithm is not known", "";
  const char* encr = wireshark_ike_encryption(*keys.encr, keys.ei.size());
  if (encr == nullptr)
    return fault = "Wireshark does not open IKEv2 with " + encryption_text(*keys.encr), "";
  const auto integ_id = is_aead(*keys.encr) ? std::optional<std::uint16_t>(0) : keys.integ;
  if (!integ_id) return fault = "the integrity algorithm is not known", "";
  const char* integ = wireshark_ike_integrity(*integ_id);
  if (integ == nullptr)
    return fault = "Wireshark does not open IKEv2 with " + integrity_text(*integ_id), "";
  if (keys.ei.size() != keys.er.size()) return fault = "one of SK_ei and SK_er is missing", "";
  SecretText row;
  fmt::format_to(std::back_inserter(row), "{:016x},{:016x},{},{},{},{},{},{}\n", keys.spi_i,
                 keys.spi_r, view(secret_hex(keys.ei)), view(secret_hex(keys.er)), uat_quoted(encr),
                 view(secret_hex(keys.ai)), view(secret_hex(keys.ar)), uat_quoted(integ));
  return row;
}

SecretText esp_row(const SaKeys& keys, WiresharkVersion version, std::string& fault) {
  if (keys.protocol == SaProtocol::ah) return fault = "Wireshark takes no keys for AH", "";
  if (!keys.encr) return fault = "the encryption algorithm is not known", "";
  const char* encr = wireshark_esp_encryption(*keys.encr, version);
  if (encr == nullptr)
    return fault = "this Wireshark does not open ESP with " + encryption_text(*keys.encr), "";
  const Choice integ = esp_integrity(keys);
  if (integ.name == nullptr) return fault = integ.fault, "";
  const bool v6 =
      keys.destination.prefix_bits != 0 ? keys.destination.address.v6 : keys.source.address.v6;
  SecretText row;
  const auto into = std::back_inserter(row);
  fmt::format_to(into, "{},{},{},{},{},", uat_quoted(v6 ? "IPv6" : "IPv4"),
                 uat_quoted(pattern_text(keys.source)), uat_quoted(pattern_text(keys.destination)),
                 uat_quoted(spi_text(keys)), uat_quoted(encr));
  append_key(row, keys.encr_key);
  fmt::format_to(into, ",{},", uat_quoted(integ.name));
  append_key(row, keys.integ_key);
  if (version >= WiresharkVersion::v4_6) {
    const bool esn = keys.esn == true;
    fmt::format_to(into, ",{},{}", uat_quoted(esn ? "64-bit" : "32-bit"),
                   uat_quoted(fmt::format("{:x}", esn ? keys.sequence_high.value_or(0) : 0)));
  } else if (keys.esn == true) {
    fault = "this Wireshark checks no ICV with ESN; the row is written all the same";
  }
  return row + "\n";
}

}  // namespace

Converted to_wireshark_ikev2_table(const KeyRing& ring, WiresharkVersion) {
  Converted converted;
  for (const IkeKeys& keys : ring.all_ike_keys()) {
    std::string fault;
    converted.text += ike_row(keys, fault);
    const auto generations = ring.ike_keys(keys.spi_i, keys.spi_r);
    if (fault.empty() && generations.size() > 1 && generations.front() == &keys)
      fault = fmt::format("Wireshark opens only what the last of {} key generations protects",
                          generations.size());
    if (!fault.empty()) converted.warnings.push_back({keys.origin, fault});
  }
  return converted;
}

Converted to_wireshark_ikev1_table(const KeyRing& ring) {
  Converted converted;
  for (const Ikev1Keys& keys : ring.all_ikev1_keys()) {
    if (keys.encr_key.empty())
      converted.warnings.push_back(
          {keys.origin, "the key of the cipher is not said, and SKEYID_e alone does not say it"});
    else
      fmt::format_to(std::back_inserter(converted.text), "{:016x},{}\n", keys.spi_i,
                     view(secret_hex(keys.encr_key)));
  }
  return converted;
}

Converted to_wireshark_esp_sa(const KeyRing& ring, WiresharkVersion version) {
  Converted converted;
  for (const SaKeys& keys : ring.all_sa_keys()) {
    std::string fault;
    if (keys.eesp)
      fault = "Wireshark does not know EESP";
    else
      converted.text += esp_row(keys, version, fault);
    if (!fault.empty()) converted.warnings.push_back({keys.origin, fault});
  }
  return converted;
}

}  // namespace espect::keys
