// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "ipsec/bytes/bytes.h"
#include "ipsec/bytes/time.h"

namespace espect::capture {

// One captured frame. `bytes` is borrowed until the next packet is read.
struct Packet {
  std::uint32_t frame = 0;  // 1-based number in its file
  Time time{};
  std::uint16_t link_type = 0;  // LINKTYPE_ number of the interface it came from
  // What was on the wire: more than bytes.size() when the snap length cut it, never less.
  std::uint32_t wire_octets = 0;
  Bytes bytes;
  Bytes options =
      {};  // of a pcapng block, as they are in it, little-endian where espect wrote them
};

}  // namespace espect::capture
