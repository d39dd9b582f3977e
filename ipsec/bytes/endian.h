// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace espect {

template <std::unsigned_integral Int>
constexpr Int swap_octets(Int value) {
  if constexpr (sizeof(Int) == 8) return __builtin_bswap64(value);
  if constexpr (sizeof(Int) == 4) return __builtin_bswap32(value);
  if constexpr (sizeof(Int) == 2) return __builtin_bswap16(value);
  return value;
}

// One load and a swap at run time: GCC 12 leaves the loop a loop, and this is the hottest line of
// the auditor.
template <std::unsigned_integral Int, std::endian Order>
constexpr Int load_ordered(const std::uint8_t* from) {
  if (!std::is_constant_evaluated()) {
    Int value = 0;
    std::memcpy(&value, from, sizeof value);
    return Order == std::endian::native ? value : swap_octets(value);
  }
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Int); ++i)
    value = (value << 8) | from[Order == std::endian::big ? i : sizeof(Int) - 1 - i];
  return static_cast<Int>(value);
}

// Unaligned loads. The caller has checked that sizeof(Int) octets are there.
template <std::unsigned_integral Int>
constexpr Int load_be(const std::uint8_t* from) {
  return load_ordered<Int, std::endian::big>(from);
}
template <std::unsigned_integral Int>
constexpr Int load_le(const std::uint8_t* from) {
  return load_ordered<Int, std::endian::little>(from);
}

}  // namespace espect
