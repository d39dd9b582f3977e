// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace espect::registry {

// What people call the VPNs whose numbers packets carry.
using VpnNames = std::map<std::uint32_t, std::string>;
inline constexpr std::size_t most_vpn_name_octets = 100;

// CSV with the header vpn_id,name; numbers in decimal or with 0x. The error has a line for
// everything that is wrong with `file`.
tl::expected<VpnNames, std::string> parse_vpn_names(std::string_view text, std::string_view file);
// The file that --vpn-names and the preference of the plugin name.
tl::expected<VpnNames, std::string> read_vpn_names(const std::string& path);

// "VPN-ID 7 was not negotiated" as "VPN-ID 7 (customer-a) was not negotiated", and the numbers of
// a selector TS_VPN_ID alike. Names come from a file: what shows the text makes it harmless.
std::string with_vpn_names(std::string_view text, const VpnNames& names);

}  // namespace espect::registry
