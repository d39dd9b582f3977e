// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace espect::sessions {

// Intervals of sequence numbers that never came, ascending and disjoint. Of more than `most` the
// lower half is forgotten at once, so that a packet costs no more than the length of the list.
class SequenceGaps {
 public:
  static constexpr std::size_t most = 4096;

  // Above all that are there; nothing when `first` > `last`. One that touches the highest extends
  // it.
  void append(std::uint64_t first, std::uint64_t last);
  void prepend(std::uint64_t first, std::uint64_t last);  // below all
  // The number came: false when it lies in no gap that is remembered.
  bool fill(std::uint64_t number);
  bool contains(std::uint64_t number) const;
  // The longest from `begin` to below `end`, the one that ends right below `start`, and how many
  // numbers from `first` on lie in any.
  std::uint64_t longest(std::uint64_t begin, std::uint64_t end) const;
  std::uint64_t missing_from(std::uint64_t first) const;
  std::uint64_t run_below(std::uint64_t start) const;
  std::size_t size() const { return gaps_.size(); }
  bool forgotten() const { return forgotten_; }

 private:
  struct Gap {
    std::uint64_t first, last;
  };
  void insert(std::size_t place, Gap gap);
  std::size_t place_of(std::uint64_t number) const;  // of the first gap that ends at or above it

  std::vector<Gap> gaps_;
  bool forgotten_ = false;
};

}  // namespace espect::sessions
