// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <span>

namespace espect {

// Borrowed octets: never owns, valid as long as whoever handed them out says.
using Bytes = std::span<const std::uint8_t>;

}  // namespace espect
