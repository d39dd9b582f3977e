// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/time_order.h"

#include <algorithm>

namespace espect::run {

void TimeOrder::restore(std::span<capture::Packet> packets) {
  for (std::size_t at = 1; at < packets.size(); ++at)
    if (packets[at].time < packets[at - 1].time) [[unlikely]]
      move_to_its_place(packets, at);
}

// Those in front of it are in order already.
void TimeOrder::move_to_its_place(std::span<capture::Packet> packets, std::size_t at) {
  const auto seconds = seconds_between(packets[at].time, packets[at - 1].time);
  if (seconds > largest_disorder_seconds) return;
  ++moved_;
  most_seconds_ = std::max(most_seconds_, seconds);
  const auto place =
      std::ranges::upper_bound(packets.first(at), packets[at].time, {}, &capture::Packet::time);
  std::rotate(place, packets.begin() + static_cast<std::ptrdiff_t>(at),
              packets.begin() + static_cast<std::ptrdiff_t>(at) + 1);
}

}  // namespace espect::run
