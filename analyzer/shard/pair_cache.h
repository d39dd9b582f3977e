// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "analyzer/shard/pair.h"

namespace espect::shard {

// What a table said of the pairs that were asked for last: of a capture nearly every packet asks
// for one of few. What was said must stay right.
template <class Value>
class PairCache {
 public:
  template <class Ask>
  Value of(const Pair& pair, Ask&& ask) {
    auto& entry = entries_[place_of(pair)];
    if (!entry.used || !(entry.pair == pair)) entry = {pair, ask(), true};
    return entry.value;
  }

 private:
  static constexpr unsigned bits = 12;
  struct Entry {
    Pair pair;
    Value value{};
    bool used = false;
  };
  static std::size_t place_of(const Pair& pair) {
    const auto word = pair.a.high_word() ^ (pair.a.low_word() * 3) ^ (pair.b.high_word() * 5) ^
                      (pair.b.low_word() * 7);
    return static_cast<std::size_t>((word * 0x9e3779b97f4a7c15U) >> (64 - bits));
  }
  std::vector<Entry> entries_ = std::vector<Entry>(std::size_t{1} << bits);
};

}  // namespace espect::shard
