// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string>

#include "ipsec/registry/vpn_names.h"

namespace espect::run {

// --vpn-names; an empty path names none. Tells what is wrong, and gives nothing then.
std::optional<registry::VpnNames> load_vpn_names(const std::string& path);

}  // namespace espect::run
