// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

namespace espect::sessions {

// The 64-bit number of which `low` is the low half, taken as the one nearest to `highest` (RFC 4303
// appendix A2 with a window of half the number space). Without ESN numbers near 2^32 are followed
// by none, so this is harmless there.
constexpr std::uint64_t extend_sequence(std::uint32_t low, std::uint64_t highest) {
  constexpr std::uint64_t epoch = std::uint64_t{1} << 32;
  const std::uint64_t same = (highest & ~(epoch - 1)) | low;
  if (same + epoch / 2 < highest) return same + epoch;
  if (same > highest + epoch / 2 && same >= epoch) return same - epoch;
  return same;
}

}  // namespace espect::sessions
