// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

// Names of algorithms in Wireshark's key tables, in its own spelling.
namespace espect::keys {

enum class WiresharkVersion : std::uint8_t { v4_0, v4_4, v4_6 };

// What a table names. Without `id`: any algorithm with an ICV of so many octets, not checked.
struct WiresharkName {
  const char* name;
  std::optional<std::uint16_t> id;
  std::uint16_t octets;  // IKE encryption: key with salt; integrity: ICV; ESP encryption: 0
  WiresharkVersion since;
  bool accepted;  // false: written by strongSwan or older versions only
};

// Case and what stands in brackets ("[RFC3602]") do not matter when reading.
const WiresharkName* wireshark_ike_encryption(std::string_view name);
const WiresharkName* wireshark_ike_integrity(std::string_view name);
const WiresharkName* wireshark_esp_encryption(std::string_view name);
const WiresharkName* wireshark_esp_integrity(std::string_view name);

// For writing; nullptr = that version cannot express it.
const char* wireshark_ike_encryption(std::uint16_t encr, std::size_t octets);
const char* wireshark_ike_integrity(std::uint16_t integ);
const char* wireshark_esp_encryption(std::uint16_t encr, WiresharkVersion version);
const char* wireshark_esp_integrity(std::uint16_t integ, std::uint16_t icv_octets);
// The name that lets the ICV stand unchecked.
const char* wireshark_esp_unchecked(std::uint16_t icv_octets);

}  // namespace espect::keys
