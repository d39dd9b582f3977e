// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/hop/hop_record.h"

#include <algorithm>

#include "ipsec/hop/hop_ways.h"

namespace espect::sessions {
namespace {

void decide_direction(const HopRecord& sa, HopSa& told) {
  if (sa.ttl_votes != 0) {
    told.direction_by = DirectionBy::ttl;
    told.towards_after = sa.ttl_votes > 0;
  } else if (sa.pairs != 0 && (sa.least > 0 || sa.most < 0)) {
    told.direction_by = DirectionBy::time;
    told.towards_after = sa.least > 0;
  } else {
    told.towards_after = sa.path[0].has_value();
  }
}

// What the TTL or the clock says of one SA holds for others between its addresses as well, and the
// other way round for those that go back.
void decide_by_path(const std::vector<const HopRecord*>& sas, std::vector<HopSa>& told) {
  HopWays proven;
  for (std::size_t i = 0; i < told.size(); ++i)
    for (std::size_t side = 0; side < 2; ++side)
      if (told[i].direction_by != DirectionBy::assumed && sas[i]->path[side])
        proven.add(side, *sas[i]->path[side], told[i].towards_after);
  for (std::size_t i = 0; i < told.size(); ++i)
    for (std::size_t side = 0; side < 2; ++side) {
      if (told[i].direction_by != DirectionBy::assumed || !sas[i]->path[side]) continue;
      const Path& path = *sas[i]->path[side];
      auto way = proven.of(side, path.source, path.destination);
      if (!way) {
        way = proven.of(side, path.destination, path.source);
        if (way) way = !*way;
      }
      if (!way) continue;
      told[i].direction_by = DirectionBy::path;
      told[i].towards_after = *way;
    }
}

// Directions of which the other capture holds a packet: of an SA that both saw, or between the same
// addresses.
HopWays held_at_other_side(const std::vector<const HopRecord*>& sas) {
  HopWays held;
  for (const auto* sa : sas)
    for (std::size_t side = 0; side < 2; ++side) {
      if (!sa->path[side]) continue;
      held.add(1 - side, *sa->path[side], true);
      if (sa->path[1 - side]) held.add(side, *sa->path[side], true);
    }
  return held;
}

// What only one side saw of a direction that the other capture does not hold says nothing.
void leave_unjudged(const HopRecord& sa, HopSa& told) {
  told.unseen = sa.packets[0] + sa.packets[1];
  told.lost = told.captured_twice = told.appeared = 0;
  told.outside_entry = told.outside_exit = 0;
}

void tell(const HopRecord& sa, HopSa& told) {
  const std::size_t in = told.towards_after ? 0 : 1;
  const std::size_t out = 1 - in;
  told.protocol = sa.protocol;
  told.spi = sa.spi;
  told.entry = sa.path[in];
  told.exit = sa.path[out];
  told.entered = sa.packets[in];
  told.left = sa.packets[out];
  told.matched = sa.matched;
  // A copy that came at once where packets enter was made by the capture. Where they leave, the hop
  // may have made it: the other capture shows that the sender did not.
  const auto missing = sa.only[in] + sa.extra[in];
  told.lost = missing - std::min(missing, sa.immediate[in]);
  told.captured_twice = sa.immediate[in];
  told.duplicated = sa.extra[out];
  told.appeared = sa.only[out];
  told.corrupted = sa.corrupted;
  told.reordered = sa.late[out];
  told.max_late = sa.max_late[out];
  told.fragmented = sa.fragmented[out];
  told.reassembled = sa.fragmented[in];
  told.refragmented = sa.refragmented;
  told.dscp_changed = sa.dscp_changed;
  told.outside_entry = sa.outside[in];
  told.outside_exit = sa.outside[out];
  if (sa.pairs == 0) return;
  const bool forward = told.towards_after;
  told.delay =
      HopDelay{forward ? sa.least : -sa.most, sa.delays->median(), forward ? sa.most : -sa.least};
}

}  // namespace

void conclude(const std::vector<HopRecord>& records, Hop& hop) {
  std::vector<const HopRecord*> from;
  for (const auto& record : records)
    if (record.merged_into == HopRecord::none) from.push_back(&record);
  hop.sas.resize(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) decide_direction(*from[i], hop.sas[i]);
  decide_by_path(from, hop.sas);
  const auto held = held_at_other_side(from);
  bool differ = false;
  bool any = false;
  for (std::size_t i = 0; i < from.size(); ++i) {
    HopSa& told = hop.sas[i];
    tell(*from[i], told);
    const auto& [before, after] = from[i]->path;
    if (!before != !after) {
      const std::size_t side = before ? 0 : 1;
      const Path& path = before ? *before : *after;
      if (!held.of(side, path.source, path.destination)) leave_unjudged(*from[i], told);
    }
    hop.matched += told.matched;
    any = any || told.delay;
    differ = differ || (told.delay && told.delay->min < 0);
  }
  hop.clocks = differ ? HopClocks::differ : any ? HopClocks::agree : HopClocks::unknown;
  if (differ)
    for (auto& sa : hop.sas) sa.delay.reset();
}

}  // namespace espect::sessions
