// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "ipsec/keys/text_lines.h"

namespace espect::keys {

// What stands behind "ip xfrm state add" (or update), in any abbreviation that iproute2 takes.
// Nothing when the words are another command.
std::optional<std::vector<std::string_view>> xfrm_state_arguments(
    const std::vector<std::string_view>& words);

// Whether a line of such a command goes on so.
bool continues_xfrm_command(std::string_view content);

void read_xfrm_state(const std::vector<std::string_view>& arguments, std::uint32_t line,
                     KeyRing& ring, Complaints& complaints);

}  // namespace espect::keys
