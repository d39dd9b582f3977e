// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace espect {

// "1 packet", "3 packets".
std::string counted(std::uint64_t count, std::string_view noun);
// "1 packet has", "3 packets have".
std::string counted(std::uint64_t count, std::string_view one, std::string_view many);

}  // namespace espect
