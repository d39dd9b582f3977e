// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <concepts>
#include <cstdint>
#include <string_view>
#include <vector>

#include "ipsec/bytes/bytes.h"
#include "ipsec/bytes/writer.h"

namespace espect::samples {

using Octets = std::vector<std::uint8_t>;

// By value: one after the other.
inline Octets operator+(Octets left, Bytes right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

inline Octets octets_of(std::string_view text) {
  return {text.begin(), text.end()};
}

// In network order, each with the width of its type.
template <std::unsigned_integral... Ints>
Octets numbers(Ints... values) {
  Writer out;
  (out.number(values), ...);
  return out.release();
}

// What a ping carries: 0, 1, 2, ...
inline Octets counting(std::size_t count) {
  Octets octets(count);
  for (std::size_t i = 0; i < count; ++i) octets[i] = static_cast<std::uint8_t>(i);
  return octets;
}

}  // namespace espect::samples
