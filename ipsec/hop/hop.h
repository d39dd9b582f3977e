// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "ipsec/datagram/datagram.h"

// What a hop did to IPsec traffic, told from two captures of it: one taken before the hop, one
// after. What comes from the other end passes the hop the other way.
namespace espect::sessions {

enum class Side : std::uint8_t { before, after };

enum class HopProtocol : std::uint8_t { ike, esp, ah };

// What says which capture point a packet passes first.
enum class DirectionBy : std::uint8_t {
  ttl,      // TTL or Hop Limit is lower where it leaves
  time,     // it leaves later, if the clocks are right
  path,     // others between the same addresses pass that way, or back
  assumed,  // nothing says it: it enters where it was seen, or before
};

struct HopDelay {  // nanoseconds
  std::int64_t min = 0;
  std::int64_t median = 0;  // within 1 percent
  std::int64_t max = 0;
};

// One direction of one SA: of ESP and AH as (protocol, destination, SPI), of IKE the messages to
// one address of the SA with this initiator SPI. Packets are IP packets before fragmentation.
struct HopSa {
  HopProtocol protocol = HopProtocol::esp;
  std::uint64_t spi = 0;  // of IKE the initiator's, 64 bits
  bool towards_after = true;
  DirectionBy direction_by = DirectionBy::assumed;
  std::optional<Path> entry;  // as first seen there; nothing when no packet was
  std::optional<Path> exit;
  std::uint64_t entered = 0;         // packets where they pass first
  std::uint64_t left = 0;            // packets where they pass second
  std::uint64_t matched = 0;         // the same packet at both
  std::uint64_t lost = 0;            // entered and never left
  std::uint64_t duplicated = 0;      // copies that left beyond those that entered
  std::uint64_t corrupted = 0;       // entered, and left under the same number with other octets
  std::uint64_t appeared = 0;        // left and never entered: forged or replayed there
  std::uint64_t reordered = 0;       // left below the highest number so far, entered in order
  std::uint64_t max_late = 0;        // the largest such distance
  std::uint64_t fragmented = 0;      // entered whole, left as IP fragments
  std::uint64_t refragmented = 0;    // entered as fragments, left as others
  std::uint64_t reassembled = 0;     // entered as fragments, left whole
  std::uint64_t dscp_changed = 0;    // left with another DSCP
  std::uint64_t captured_twice = 0;  // copies that a capture made; in `entered` or `left`
  // Not judged, and in nothing above but `entered` and `left`: at a time that the other capture
  // does not hold for certain, where they enter and where they leave.
  std::uint64_t outside_entry = 0;
  std::uint64_t outside_exit = 0;
  // Neither judged: packets of a direction of which the other capture holds none. The hop may have
  // dropped all of them, or nobody captured them there.
  std::uint64_t unseen = 0;
  std::optional<HopDelay> delay;  // nothing when the clocks disagree, or nothing matched

  std::uint64_t outside() const { return outside_entry + outside_exit; }
};

enum class HopClocks : std::uint8_t { unknown, agree, differ };

struct Hop {
  std::vector<HopSa> sas;  // in order of appearance
  std::uint64_t matched = 0;
  std::array<std::uint64_t, 2> packets{};     // by Side: IKE, ESP and AH
  std::array<std::uint64_t, 2> incomplete{};  // by Side: packets of which IP fragments are missing
  HopClocks clocks = HopClocks::unknown;      // agree: nothing leaves before it enters
  std::uint64_t dropped = 0;                  // packets of SAs beyond the limit
  std::uint64_t given_up = 0;                 // that waited for their other half, beyond the limit
};

}  // namespace espect::sessions
