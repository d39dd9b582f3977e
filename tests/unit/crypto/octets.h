// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/bytes/hex.h"

namespace espect::crypto {

using Octets = std::vector<std::uint8_t>;

// Octets of a vector; spaces are for the reader. A typing error stops the test.
inline Octets hex(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c != ' ') digits += c;
  const auto octets = from_hex(digits);
  if (!octets) throw std::invalid_argument("not hex: " + digits);
  return *octets;
}

inline Octets ascii(std::string_view text) {
  return {text.begin(), text.end()};
}

// first, first + 1, ...
inline Octets counting(std::uint8_t first, std::size_t count) {
  Octets out(count);
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::uint8_t>(first + i);
  return out;
}

inline Octets joined(std::initializer_list<Octets> parts) {
  Octets out;
  for (const Octets& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

}  // namespace espect::crypto
