// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/time_order.h"

#include <algorithm>

namespace espect::run {

void TimeOrder::restore(std::span<capture::Packet> packets, std::size_t first) {
  for (std::size_t at = std::max<std::size_t>(first, 1); at < packets.size(); ++at)
    if (packets[at].time < packets[at - 1].time) [[unlikely]]
      move_to_its_place(packets, at);
}

// Those in front of it are in order already.
void TimeOrder::move_to_its_place(std::span<capture::Packet> packets, std::size_t at) {
  const auto seconds = seconds_between(packets[at].time, packets[at - 1].time);
  if (seconds > largest_disorder_seconds) return;
  ++moved_;
  most_seconds_ = std::max(most_seconds_, seconds);
  const auto up_to_it = packets.first(at + 1).last(std::min(at, most_places) + 1);
  const auto itself = up_to_it.end() - 1;
  std::rotate(
      std::ranges::upper_bound(up_to_it.begin(), itself, itself->time, {}, &capture::Packet::time),
      itself, up_to_it.end());
}

}  // namespace espect::run
