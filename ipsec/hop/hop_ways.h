// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <optional>
#include <unordered_map>

#include "ipsec/datagram/datagram.h"
#include "ipsec/sessions/table/seeded_hash.h"

namespace espect::sessions {

// Which way packets between two addresses pass, of each side. What is added first stays.
class HopWays {
 public:
  void add(std::size_t side, const Path& path, bool towards_after) {
    ways_.try_emplace(hash_addresses(path.source, path.destination, side),
                      Way{path.source, path.destination, towards_after});
  }
  std::optional<bool> of(std::size_t side, const Address& source,
                         const Address& destination) const {
    const auto found = ways_.find(hash_addresses(source, destination, side));
    if (found == ways_.end() || !(found->second.source == source) ||
        !(found->second.destination == destination))
      return std::nullopt;
    return found->second.towards_after;
  }

 private:
  struct Way {
    Address source, destination;
    bool towards_after;
  };
  std::unordered_map<std::uint32_t, Way> ways_;  // by hash; of two with one hash the first
};

}  // namespace espect::sessions
