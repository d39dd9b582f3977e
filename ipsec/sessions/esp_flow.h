// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "ipsec/bytes/time.h"
#include "ipsec/sessions/datagram.h"
#include "ipsec/sessions/sequence_history.h"

namespace espect::sessions {

enum class Protocol : std::uint8_t { esp, ah };

// One direction of an ESP or AH SA, keyed by (protocol, destination, SPI); source, ports and
// encapsulation as first seen.
struct EspFlow {
  // What every packet touches stands first.
  std::uint32_t spi = 0;
  Protocol protocol = Protocol::esp;
  std::uint32_t window = 32;  // of the receiver, in packets; 32 is the least that RFC 4303 allows
  std::uint32_t last_frame = 0;
  Time last_time{};
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;         // of ESP or AH, headers and ICV included
  std::uint32_t largest_outer = 0;  // outer IP packet, before fragmentation
  std::uint32_t ip_fragmented = 0;
  Path path;
  SequenceHistory history;

  std::uint32_t id = 0;  // 1, 2, ... in order of appearance
  std::uint32_t first_frame = 0;
  Time first_time{};
};

}  // namespace espect::sessions
