// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>

namespace espect {

// Unaligned loads. The caller has checked that sizeof(Int) octets are there.
template <std::unsigned_integral Int>
constexpr Int load_be(const std::uint8_t* from) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Int); ++i) value = (value << 8) | from[i];
  return static_cast<Int>(value);
}

template <std::unsigned_integral Int>
constexpr Int load_le(const std::uint8_t* from) {
  std::uint64_t value = 0;
  for (std::size_t i = sizeof(Int); i > 0; --i) value = (value << 8) | from[i - 1];
  return static_cast<Int>(value);
}

}  // namespace espect
