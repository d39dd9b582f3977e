// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>

namespace espect::sessions {

// The newest explicit IVs of one SA with a counter-mode cipher, to see one come again.
class IvHistory {
 public:
  // True when the IV was seen with other octets (`tail`: the end of the ICV stands for them).
  bool reused(std::uint64_t iv, std::uint64_t tail) {
    Entry& entry = entries_[(iv * 0x9E3779B97F4A7C15ULL) >> 55];
    const bool again = entry.used && entry.iv == iv && entry.tail != tail;
    entry = {iv, tail, true};
    return again;
  }

 private:
  struct Entry {
    std::uint64_t iv = 0;
    std::uint64_t tail = 0;
    bool used = false;
  };
  std::array<Entry, 512> entries_{};
};

}  // namespace espect::sessions
