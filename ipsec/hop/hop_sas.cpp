// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/hop/hop_sas.h"

#include <algorithm>

#include "ipsec/sessions/table/seeded_hash.h"

namespace espect::sessions {

std::uint64_t HopSas::hash_of(const Place& place) {
  const auto& to = place.path->destination;
  const std::array<std::uint64_t, 5> words{place.side, static_cast<std::uint64_t>(place.protocol),
                                           place.spi, to.high_word(), to.low_word()};
  return seeded_hash(words.data(), words.size());
}

void HopSas::put(std::uint32_t number, const Place& place) {
  all_[number].path[place.side] = *place.path;
  by_place_[hash_of(place)] = number;
}

std::uint32_t HopSas::at(const Place& place, std::uint32_t twin) {
  const auto found = by_place_.find(hash_of(place));
  const auto known = found != by_place_.end() ? found->second : HopRecord::none;
  if (twin != HopRecord::none) {
    const auto same = root(twin);
    const bool seen_here = all_[same].path[place.side].has_value();
    if (known != HopRecord::none && known != same && !seen_here) merge(same, known);
    if (known == HopRecord::none && !seen_here) put(same, place);
    return known != HopRecord::none ? known : same;
  }
  if (known != HopRecord::none) return known;
  if (all_.size() == most_) return HopRecord::none;
  const auto number = static_cast<std::uint32_t>(all_.size());
  HopRecord& sa = all_.emplace_back();
  sa.protocol = place.protocol;
  sa.spi = place.spi;
  put(number, place);
  return number;
}

std::uint32_t HopSas::root(std::uint32_t number) {
  while (all_[number].merged_into != HopRecord::none) {
    auto& next = all_[number].merged_into;
    if (all_[next].merged_into != HopRecord::none) next = all_[next].merged_into;
    number = next;
  }
  return number;
}

// The two were each seen at one side only, until a packet showed that they are one.
void HopSas::merge(std::uint32_t from, std::uint32_t into) {
  HopRecord& a = all_[from];
  HopRecord& b = all_[into];
  a.merged_into = into;
  for (std::size_t side = 0; side < 2; ++side) {
    if (a.path[side]) {
      const Place place{side, a.protocol, a.spi, &*a.path[side]};
      by_place_.erase(hash_of(place));
      if (!b.path[side]) put(into, place);
    }
    b.packets[side] += a.packets[side];
    b.highest[side] = std::max(b.highest[side], a.highest[side]);
    b.only[side] += a.only[side];
    b.immediate[side] += a.immediate[side];
    b.outside[side] += a.outside[side];
  }
}

}  // namespace espect::sessions
