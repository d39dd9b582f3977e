// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/bytes/bytes.h"

namespace espect {

// Lower case, no prefix, no separators: "578b4528739f3adc".
std::string to_hex(Bytes bytes);

// Either case, even length, nothing else; an empty string is zero octets.
std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);

}  // namespace espect
