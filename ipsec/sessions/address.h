// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <string>

#include "ipsec/bytes/bytes.h"

namespace espect::sessions {

// An IPv4 or IPv6 address in network order. IPv4 uses the first four octets, the rest is zero.
struct Address {
  std::array<std::uint8_t, 16> octets{};
  bool v6 = false;

  static Address v4_from(const std::uint8_t* four);
  static Address v6_from(const std::uint8_t* sixteen);
  friend auto operator<=>(const Address&, const Address&) = default;
};

// "10.1.0.10", "fd00:1::10" (RFC 5952).
std::string to_text(const Address& address);

// "10.1.0.10:500", "[fd00:1::10]:500".
std::string to_text(const Address& address, std::uint16_t port);

}  // namespace espect::sessions
