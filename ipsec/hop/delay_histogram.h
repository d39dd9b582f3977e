// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

namespace espect::sessions {

// Counts delays in classes whose width is 1/64 of the delay, so that the median of any number of
// them takes at most 15 KiB and is right within 1 percent. A few take no more than they are.
class DelayHistogram {
 public:
  // Nanoseconds; the sign is ignored.
  void add(std::int64_t delay) {
    const auto size = static_cast<std::uint64_t>(delay < 0 ? -delay : delay);
    const auto at = static_cast<std::uint16_t>(class_of(size));
    if (++total_ > few) {
      for (const auto each : std::exchange(first_, {})) count(each);
      return count(at);
    }
    first_.push_back(at);
  }
  // The lower median, as the middle of its class. 0 when nothing was added.
  std::int64_t median() const {
    if (!first_.empty()) {
      auto sorted = first_;
      std::ranges::sort(sorted);
      return middle_of(sorted[(sorted.size() - 1) / 2]);
    }
    std::uint64_t seen = 0;
    for (std::size_t at = 0; at < counts_.size(); ++at)
      if ((seen += counts_[at]) * 2 >= total_ && seen != 0) return middle_of(at);
    return 0;
  }

 private:
  void count(std::uint16_t at) {
    if (at >= counts_.size()) counts_.resize(at + std::size_t{1});
    ++counts_[at];
  }

  static constexpr std::size_t few = 32;
  static constexpr unsigned class_bits = 6;
  static constexpr std::uint64_t exact = std::uint64_t{2} << class_bits;  // below: a class each

  static std::size_t class_of(std::uint64_t size) {
    if (size < exact) return size;
    const auto shift = static_cast<unsigned>(std::bit_width(size)) - class_bits - 1;
    return (static_cast<std::size_t>(shift) << class_bits) + (size >> shift);
  }
  static std::int64_t middle_of(std::size_t at) {
    if (at < exact) return static_cast<std::int64_t>(at);
    const auto shift = (at >> class_bits) - 1;
    const auto low = (at - (shift << class_bits)) << shift;
    return static_cast<std::int64_t>(low + ((std::uint64_t{1} << shift) >> 1));
  }

  std::vector<std::uint16_t> first_;  // classes of the first few, until there are more
  std::vector<std::uint32_t> counts_;
  std::uint64_t total_ = 0;
};

}  // namespace espect::sessions
