// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <memory>

#include "ipsec/sessions/esp/sequence_counters.h"
#include "ipsec/sessions/esp/sequence_gaps.h"

namespace espect::sessions {

// Which sequence numbers of one SA were seen, exactly: a ring bitmap for the newest few hundred
// (RFC 6479's layout) and, for older ones, the intervals that are missing. A healthy SA has no
// such interval and costs no allocation. Numbers are 64 bits wide; the caller extends ESN, and
// keeps the counters of this SA.
class SequenceHistory {
 public:
  // The usual case: takes a number just above all others. False: it is not there, ask add().
  // Leaves distance() as it was.
  bool add_next(SequenceCounters& counters, std::uint64_t number) {
    if (number <= counters.highest || counters.distinct == 0 ||
        number >> 6 != counters.highest >> 6)
      return false;
    counters.highest = number;
    ++counters.distinct;
    word(number) |= bit(number);
    return true;
  }
  // `window`: the receiver's, in packets (RFC 4303 section 3.4.3). The distance of the last number
  // from the highest is in distance(). A number in a gap that was forgotten counts as seen.
  SequenceVerdict add(SequenceCounters& counters, std::uint64_t number, std::uint32_t window) {
    if (!add_next(counters, number)) return add_elsewhere(counters, number, window);
    distance_ = 0;
    return SequenceVerdict::next;
  }

  // Whether the number was seen; one in a gap that was forgotten counts as seen.
  bool seen(const SequenceCounters& counters, std::uint64_t number) const;
  std::uint64_t distance() const { return distance_; }
  // Of the numbers from `begin` to below `end`, the longest run that is missing; of those from
  // `first` on, how many are.
  std::uint64_t longest_gap(const SequenceCounters& counters, std::uint64_t begin,
                            std::uint64_t end) const;
  std::uint64_t missing_from(const SequenceCounters& counters, std::uint64_t first) const;
  std::size_t gaps() const { return gaps_ != nullptr ? gaps_->size() : 0; }

 private:
  static constexpr std::uint64_t words = 8;

  std::uint64_t& word(std::uint64_t number) { return bitmap_[(number >> 6) % words]; }
  bool in_bitmap(std::uint64_t number) const {
    return (bitmap_[(number >> 6) % words] & bit(number)) != 0;
  }
  static std::uint64_t bit(std::uint64_t number) { return std::uint64_t{1} << (number & 63); }
  // Of the lowest number in it.
  static std::uint64_t bitmap_start(std::uint64_t highest) {
    const std::uint64_t block = highest >> 6;
    return block < words ? 0 : (block - words + 1) << 6;
  }

  SequenceVerdict add_elsewhere(SequenceCounters& counters, std::uint64_t number,
                                std::uint32_t window);
  bool add_below(const SequenceCounters& counters, std::uint64_t number);
  void advance(const SequenceCounters& counters, std::uint64_t number);
  void retire_block(std::uint64_t lowest, std::uint64_t block);
  SequenceGaps& gaps_to_change();

  std::array<std::uint64_t, words> bitmap_{};
  std::uint64_t distance_ = 0;
  std::unique_ptr<SequenceGaps> gaps_;  // all below the bitmap
};

}  // namespace espect::sessions
