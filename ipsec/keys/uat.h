// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/keys/secret_text.h"

// Wireshark's table files ("UAT"): comma-separated fields, in double quotes with \xHH for octets
// that need it, or bare where they are hex.
namespace espect::keys {

// Nothing when quotes or escapes are broken.
std::optional<std::vector<SecretText>> uat_fields(std::string_view line);

std::string uat_quoted(std::string_view text);

}  // namespace espect::keys
