// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "ipsec/datagram/datagram.h"

namespace espect {

// One time that a capture saw an IP packet. With the octets above it, it tells a packet that was
// captured twice from one that was sent twice.
struct Sighting {
  // A copy comes this soon when the capture made it.
  static constexpr std::int64_t soon_nanoseconds = 5'000'000;

  Time time{};
  std::uint32_t identification = 0;
  std::uint8_t ttl = 0;

  Sighting() = default;
  explicit Sighting(const Datagram& datagram)
      : time(datagram.time), identification(datagram.ip.identification), ttl(datagram.ip.ttl) {}

  // Of equal octets: the capture doubled the earlier one (mirror port, two interfaces). One capture
  // point cannot tell a copy that the network made so quickly.
  bool captured_again(const Sighting& later) const {
    return identification == later.identification && ttl == later.ttl &&
           later.time.nanoseconds - time.nanoseconds <= soon_nanoseconds;
  }
};

}  // namespace espect
