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
    if (newest_->used && newest_->pair == pair) return newest_->value;
    auto& entry = entries_[place_of(pair)];
    if (!entry.used || !(entry.pair == pair)) entry = {pair, ask(), true};
    newest_ = &entry;  // a packet asks for each of its pairs more than once
    return entry.value;
  }

 private:
  static constexpr unsigned bits = 13;
  struct Entry {
    Pair pair;
    Value value{};
    bool used = false;
  };
  static std::size_t place_of(const Pair& pair) {
    constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;
    std::uint64_t mixed = 0;
    for (const auto word :
         {pair.a.high_word(), pair.a.low_word(), pair.b.high_word(), pair.b.low_word()}) {
      mixed = (mixed ^ word) * golden;
      mixed ^= mixed >> 32;
    }
    return static_cast<std::size_t>((mixed * golden) >> (64 - bits));
  }
  std::vector<Entry> entries_ = std::vector<Entry>(std::size_t{1} << bits);
  Entry* newest_ = entries_.data();
};

}  // namespace espect::shard
