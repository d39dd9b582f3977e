// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace espect::report {

// What people call the VPNs whose numbers packets carry.
using VpnNames = std::map<std::uint32_t, std::string>;

// CSV with the header vpn_id,name; numbers in decimal or with 0x. The error has a line for
// everything that is wrong with `file`.
tl::expected<VpnNames, std::string> parse_vpn_names(std::string_view text, std::string_view file);

}  // namespace espect::report
