// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace espect::sessions {

enum class SequenceVerdict : std::uint8_t {
  first,           // the first number on this SA
  next,            // above every number so far
  late,            // new, below the highest, inside the receiver's window
  left_of_window,  // new, but highest - number >= window: the receiver drops it
  duplicate,       // seen before
};

// Which sequence numbers of one SA were seen, exactly: a ring bitmap for the newest few hundred
// (RFC 6479's layout) and, for older ones, the intervals that are missing. A healthy SA has no
// such interval and costs no allocation. Numbers are 64 bits wide; the caller extends ESN.
class SequenceHistory {
 public:
  // Intervals remembered per SA. Beyond it the oldest are forgotten: numbers in them still count as
  // lost, and if one arrives after all it is taken for a duplicate (forgotten() says it may be
  // wrong).
  static constexpr std::size_t max_gaps = 4096;

  // `window`: the receiver's, in packets (RFC 4303 section 3.4.3). The distance of the last number
  // from the highest is in distance().
  SequenceVerdict add(std::uint64_t number, std::uint32_t window) {
    if (number > highest_ && seen_any_ && number >> 6 == highest_ >> 6) {  // the usual case
      highest_ = number;
      distance_ = 0;
      ++distinct_;
      word(number) |= bit(number);
      return SequenceVerdict::next;
    }
    return add_elsewhere(number, window);
  }

  // Whether the number was seen; one in a gap that was forgotten counts as seen.
  bool seen(std::uint64_t number) const;
  std::uint64_t distance() const { return distance_; }
  std::uint64_t lowest() const { return lowest_; }
  std::uint64_t highest() const { return highest_; }
  std::uint64_t distinct() const { return distinct_; }
  std::uint64_t duplicates() const { return duplicates_; }
  // The longest run of numbers that never came.
  std::uint64_t longest_gap() const;
  // Numbers between the lowest and the highest that never came.
  std::uint64_t lost() const { return seen_any_ ? highest_ - lowest_ + 1 - distinct_ : 0; }
  std::uint64_t reordered() const { return reordered_; }
  std::uint64_t left_of_window() const { return left_of_window_; }
  std::uint64_t max_late() const { return max_late_; }
  bool forgotten() const { return gaps_ != nullptr && gaps_->forgotten; }

 private:
  static constexpr std::uint64_t words = 8;
  struct Interval {
    std::uint64_t first, last;
  };
  struct Gaps {  // ascending, disjoint, all below the bitmap
    std::vector<Interval> missing;
    bool forgotten = false;
  };

  std::uint64_t& word(std::uint64_t number) { return bitmap_[(number >> 6) % words]; }
  static std::uint64_t bit(std::uint64_t number) { return std::uint64_t{1} << (number & 63); }
  std::uint64_t bitmap_start() const {
    const std::uint64_t block = highest_ >> 6;
    return block < words ? 0 : (block - words + 1) << 6;
  }

  SequenceVerdict add_elsewhere(std::uint64_t number, std::uint32_t window);
  void advance_to(std::uint64_t number);
  void retire_block(std::uint64_t block);
  void append_gap(std::uint64_t first, std::uint64_t last);
  void prepend_gap(std::uint64_t first, std::uint64_t last);
  bool fill_gap(std::uint64_t number);

  std::uint64_t highest_ = 0;
  std::uint64_t distinct_ = 0;
  std::uint64_t distance_ = 0;
  std::array<std::uint64_t, words> bitmap_{};
  bool seen_any_ = false;
  std::uint64_t lowest_ = 0;
  std::uint64_t duplicates_ = 0;
  std::uint64_t reordered_ = 0;
  std::uint64_t left_of_window_ = 0;
  std::uint64_t max_late_ = 0;
  std::unique_ptr<Gaps> gaps_;
};

// The 64-bit number of which `low` is the low half, taken as the one nearest to `highest` (RFC 4303
// appendix A2 with a window of half the number space). Without ESN numbers near 2^32 are followed
// by none, so this is harmless there.
std::uint64_t extend_sequence(std::uint32_t low, std::uint64_t highest);

}  // namespace espect::sessions
