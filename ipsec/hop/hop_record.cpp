// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/hop/hop_record.h"

#include <algorithm>
#include <unordered_map>

#include "ipsec/sessions/table/seeded_hash.h"

namespace espect::sessions {
namespace {

std::uint32_t hash_of(std::size_t side, const Path& path) {
  return sessions::hash_addresses(path.source, path.destination, side);
}

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

// What the TTL or the clock says of one SA holds for others between its addresses as well.
void decide_by_path(const std::vector<const HopRecord*>& sas, std::vector<HopSa>& told) {
  struct Known {
    Path path;
    bool towards_after;
  };
  std::unordered_map<std::uint32_t, Known> known;
  const auto each = [&](std::size_t i, auto&& use) {
    for (std::size_t side = 0; side < 2; ++side)
      if (sas[i]->path[side]) use(hash_of(side, *sas[i]->path[side]), *sas[i]->path[side]);
  };
  for (std::size_t i = 0; i < told.size(); ++i)
    if (told[i].direction_by != DirectionBy::assumed)
      each(i, [&](std::uint32_t hash, const Path& path) {
        known.try_emplace(hash, Known{path, told[i].towards_after});
      });
  for (std::size_t i = 0; i < told.size(); ++i)
    if (told[i].direction_by == DirectionBy::assumed)
      each(i, [&](std::uint32_t hash, const Path& path) {
        const auto found = known.find(hash);
        if (found == known.end() || !(found->second.path.source == path.source) ||
            !(found->second.path.destination == path.destination))
          return;
        told[i].direction_by = DirectionBy::path;
        told[i].towards_after = found->second.towards_after;
      });
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
  told.outside = sa.outside;
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
  bool differ = false;
  bool any = false;
  for (std::size_t i = 0; i < from.size(); ++i) {
    HopSa& told = hop.sas[i];
    tell(*from[i], told);
    hop.matched += told.matched;
    any = any || told.delay;
    differ = differ || (told.delay && told.delay->min < 0);
  }
  hop.clocks = differ ? HopClocks::differ : any ? HopClocks::agree : HopClocks::unknown;
  if (differ)
    for (auto& sa : hop.sas) sa.delay.reset();
}

}  // namespace espect::sessions
