// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>

namespace espect::capture {

// The byte order a capture was written in; its magic number tells, and pcapng may change it with
// every section. Loads are unaligned; the caller has checked that the octets are there.
class ByteOrder {
 public:
  constexpr ByteOrder() = default;
  constexpr explicit ByteOrder(std::endian order) : swapped_(order != std::endian::native) {}

  std::uint16_t u16(const std::uint8_t* from) const {
    const auto value = native<std::uint16_t>(from);
    return swapped_ ? __builtin_bswap16(value) : value;
  }
  std::uint32_t u32(const std::uint8_t* from) const {
    const auto value = native<std::uint32_t>(from);
    return swapped_ ? __builtin_bswap32(value) : value;
  }
  std::uint64_t u64(const std::uint8_t* from) const {
    const auto value = native<std::uint64_t>(from);
    return swapped_ ? __builtin_bswap64(value) : value;
  }

 private:
  template <std::unsigned_integral Int>
  static Int native(const std::uint8_t* from) {
    Int value = 0;
    std::memcpy(&value, from, sizeof value);
    return value;
  }

  bool swapped_ = false;
};

}  // namespace espect::capture
