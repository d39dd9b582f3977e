// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <unordered_map>

#include "ipsec/hop/hop_record.h"

namespace espect::sessions {

// The SAs of two captures, each found on either side by protocol, destination and SPI. What was
// seen on one side only turns out to be another one's when a packet of both is seen.
class HopSas {
 public:
  struct Place {
    std::size_t side = 0;
    HopProtocol protocol = HopProtocol::esp;
    std::uint64_t spi = 0;
    const Path* path = nullptr;
  };

  explicit HopSas(std::size_t most) : most_(most) {}

  // `twin`: number of the SA of the same packet, seen before on either side, or none. None when
  // there are too many SAs.
  std::uint32_t at(const Place& place, std::uint32_t twin);
  HopRecord& operator[](std::uint32_t number) { return all_[root(number)]; }
  std::uint32_t root(std::uint32_t number);
  const std::vector<HopRecord>& all() const { return all_; }

 private:
  static std::uint64_t hash_of(const Place& place);
  void put(std::uint32_t number, const Place& place);
  void merge(std::uint32_t from, std::uint32_t into);

  std::size_t most_;
  std::vector<HopRecord> all_;
  std::unordered_map<std::uint64_t, std::uint32_t> by_place_;
};

}  // namespace espect::sessions
