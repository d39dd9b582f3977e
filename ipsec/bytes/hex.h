// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/bytes/bytes.h"

namespace espect {

// Lower case, no prefix, no separators: "578b4528739f3adc".
std::string to_hex(Bytes bytes);

// Of exactly two digits, in either case.
std::optional<std::uint8_t> hex_octet(std::string_view digits);

// Either case, even length, nothing else; an empty string is zero octets. The one decoder: keys go
// into a container that wipes its memory.
template <class Octets = std::vector<std::uint8_t>>
std::optional<Octets> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Octets octets;
  octets.reserve(text.size() / 2);
  for (; !text.empty(); text.remove_prefix(2)) {
    const auto octet = hex_octet(text.substr(0, 2));
    if (!octet) return std::nullopt;
    octets.push_back(*octet);
  }
  return octets;
}

}  // namespace espect
