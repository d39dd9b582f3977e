// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <cstdlib>
#include <optional>

#include "ipsec/datagram/datagram.h"

namespace espect {

// One time that a capture saw an IP packet. With the octets above it, it tells a packet that was
// captured twice from one that was sent twice.
struct Sighting {
  // A copy comes this soon when the capture made it.
  static constexpr std::int64_t soon_nanoseconds = 5'000'000;

  std::uint32_t frame = 0;
  Time time{};
  std::uint32_t identification = 0;
  std::uint8_t ttl = 0;

  Sighting() = default;
  explicit Sighting(const Datagram& datagram)
      : frame(datagram.frame),
        time(datagram.time),
        identification(datagram.ip.identification),
        ttl(datagram.ip.ttl) {}

  // What passes a router or two takes no longer.
  static constexpr std::int64_t hop_nanoseconds = 100'000'000;
  static constexpr std::uint8_t most_hops = 32;

  // Of equal octets: the capture doubled the earlier one (mirror port, two interfaces). One capture
  // point cannot tell a copy that the network made so quickly.
  bool captured_again(const Sighting& later) const {
    return identification == later.identification && ttl == later.ttl &&
           later.time.nanoseconds - time.nanoseconds <= soon_nanoseconds;
  }
  // The same at another point of the path, where its TTL is another one. Gives the distance in
  // hops, 0 when the capture doubled it at one point, nothing when it was sent again.
  std::optional<std::uint8_t> seen_again(const Sighting& later) const {
    if (captured_again(later)) return std::uint8_t{0};
    const int hops = std::abs(ttl - later.ttl);
    if (identification != later.identification || hops == 0 || hops > most_hops ||
        later.time.nanoseconds - time.nanoseconds > hop_nanoseconds)
      return std::nullopt;
    return static_cast<std::uint8_t>(hops);
  }
};

}  // namespace espect
