// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/time_order.h"

#include <algorithm>

namespace espect::run {

void TimeOrder::restore(std::span<capture::Packet> packets, std::size_t first) {
  for (std::size_t at = std::max<std::size_t>(first, 1); at < packets.size(); ++at)
    if (packets[at].time < packets[at - 1].time) [[unlikely]]
      move_to_its_place(packets, at);
}

// Those in front of it are in order already, but where a clock was set back.
void TimeOrder::move_to_its_place(std::span<capture::Packet> packets, std::size_t at) {
  const auto seconds = seconds_between(packets[at].time, packets[at - 1].time);
  if (seconds > largest_disorder_seconds) return;
  ++moved_;
  most_seconds_ = std::max(most_seconds_, seconds);
  const auto time = packets[at].time;
  const auto furthest = at - std::min(at, most_places);
  std::size_t place = at - 1;
  while (place > furthest && time < packets[place - 1].time &&
         seconds_between(time, packets[place - 1].time) <= largest_disorder_seconds)
    --place;
  const auto from_place = packets.first(at + 1).subspan(place);
  std::rotate(from_place.begin(), from_place.end() - 1, from_place.end());
}

}  // namespace espect::run
