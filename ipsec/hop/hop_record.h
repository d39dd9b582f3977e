// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <memory>

#include "ipsec/hop/delay_histogram.h"
#include "ipsec/hop/hop.h"

namespace espect::sessions {

// What both captures show of one direction of an SA while they are read. Pairs of numbers are by
// the side where it shows.
struct HopRecord {
  static constexpr std::uint32_t none = UINT32_MAX;

  HopProtocol protocol = HopProtocol::esp;
  std::uint64_t spi = 0;
  std::uint32_t merged_into = none;  // it turned out to be another one
  std::array<std::optional<Path>, 2> path;
  std::array<std::uint64_t, 2> packets{};
  std::array<std::uint64_t, 2> highest{};
  std::array<std::uint64_t, 2> paired_here{};  // pairs of which the half here was read second
  std::uint64_t pairs = 0;
  // Settled. Two numbers are one per side at which they are found.
  std::uint64_t matched = 0;
  std::array<std::uint64_t, 2> only{}, extra{}, immediate{}, fragmented{}, late{}, max_late{},
      outside{};
  std::uint64_t refragmented = 0, dscp_changed = 0, corrupted = 0;
  std::int64_t ttl_votes = 0;                        // positive: from before to after
  std::int64_t least = INT64_MAX, most = INT64_MIN;  // time after - time before
  std::unique_ptr<DelayHistogram> delays;
};

// Which way each passed the hop, and what that makes of its numbers.
void conclude(const std::vector<HopRecord>& records, Hop& hop);

}  // namespace espect::sessions
