// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace espect::sessions {

// The newest explicit IVs of one SA with a counter-mode cipher, to see one come again.
class IvHistory {
 public:
  // True when the IV was seen with other octets (`tail`: the end of the ICV stands for them).
  bool reused(std::uint64_t iv, std::uint64_t tail) {
    Entry& entry = entries_[place_of(iv)];
    const bool again = entry.tail != 0 && entry.iv == iv && entry.tail != tail;
    entry = {iv, tail};
    return again;
  }
  // Begins to fetch what reused() will look at.
  void expect(std::uint64_t iv) const { __builtin_prefetch(&entries_[place_of(iv)], 1); }

 private:
  static std::size_t place_of(std::uint64_t iv) { return (iv * 0x9E3779B97F4A7C15ULL) >> 55; }
  struct Entry {
    std::uint64_t iv = 0;
    std::uint64_t tail = 0;  // 0: none yet
  };
  std::array<Entry, 512> entries_{};
};

}  // namespace espect::sessions
