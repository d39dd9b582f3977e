// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/walker.h"

// Several VPNs on one SA. Layout chosen by this project because no draft text gives one;
// experimental profile section 2.
namespace espect::wire::ike {

// One entry of a TS_VPN_ID selector; 0 is no identifier.
struct VpnId {
  static constexpr const char* name = "vpn_id";
  static constexpr const char* title = "VPN-ID";
  std::uint32_t id = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("id"_f, {"VPN-ID"}, self.id);
  }
};

// Data of VPN_ID_MODE: where packets of the SA carry their VPN-ID.
struct VpnIdMode {
  static constexpr const char* name = "vpn_id_mode";
  static constexpr const char* title = "Place of the VPN-ID (experimental profile)";
  static constexpr std::size_t octets = 4;
  static constexpr std::uint8_t selectors_only = 0;
  static constexpr std::uint8_t header_field = 1;
  static constexpr std::uint8_t spi_bits = 2;
  static constexpr std::uint8_t flow_label = 3;
  static constexpr std::uint8_t destination_option = 4;
  static constexpr std::uint8_t authenticated = 0x01;

  std::uint8_t mode = 0;
  std::uint8_t width = 0;  // bits of the VPN-ID in the packet
  std::uint8_t shift = 0;  // of its lowest bit inside SPI or flow label
  std::uint8_t flags = 0;

  friend constexpr bool operator==(const VpnIdMode&, const VpnIdMode&) = default;

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("mode"_f, {"Mode"}, self.mode);
    wire.field("width"_f, {"Width in bits"}, self.width);
    wire.field("shift"_f, {"Shift in bits"}, self.shift);
    wire.flags("flags"_f, {"Flags", nullptr, Display::hex}, self.flags,
               part<0x01>("authenticated"_f, {"Covered by the ICV (A)"}));
  }
};

}  // namespace espect::wire::ike
