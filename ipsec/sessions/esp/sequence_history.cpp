// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/sequence_history.h"

#include <algorithm>
#include <bit>

namespace espect::sessions {

SequenceVerdict SequenceHistory::add_elsewhere(SequenceCounters& counters, std::uint64_t number,
                                               std::uint32_t window) {
  auto verdict = SequenceVerdict::next;
  distance_ = 0;
  if (counters.distinct == 0) {
    verdict = SequenceVerdict::first;
    word(number) |= bit(number);
  } else if (number > counters.highest) {
    advance(counters, number);
    word(number) |= bit(number);
  } else {
    distance_ = counters.highest - number;
    verdict = !add_below(counters, number) ? SequenceVerdict::duplicate
              : distance_ < window || counters.may_have_come_before(number)
                  ? SequenceVerdict::late
                  : SequenceVerdict::left_of_window;
  }
  counters.add(number, verdict, distance_);
  counters.forgotten = gaps_ != nullptr && gaps_->forgotten();
  return verdict;
}

// False when it was seen.
bool SequenceHistory::add_below(const SequenceCounters& counters, std::uint64_t number) {
  const std::uint64_t start = bitmap_start(counters.highest);
  if (number >= start) {
    const bool is_new = !in_bitmap(number);
    word(number) |= bit(number);
    return is_new;
  }
  if (number >= counters.lowest) return gaps_ != nullptr && gaps_->fill(number);
  const std::uint64_t next_known = std::min(counters.lowest, start);
  if (number + 1 < next_known) gaps_to_change().prepend(number + 1, next_known - 1);
  return true;
}

void SequenceHistory::advance(const SequenceCounters& counters, std::uint64_t number) {
  const std::uint64_t from = counters.highest >> 6;
  const std::uint64_t to = number >> 6;
  const std::uint64_t oldest = from + 1 < words ? 0 : from + 1 - words;
  if (to - from < words) {
    for (std::uint64_t block = from + 1; block <= to; ++block) {
      if (block >= words) retire_block(counters.lowest, block - words);
      bitmap_[block % words] = 0;
    }
    return;
  }
  for (std::uint64_t block = oldest; block <= from; ++block) retire_block(counters.lowest, block);
  gaps_to_change().append((from + 1) << 6, ((to - words + 1) << 6) - 1);
  bitmap_.fill(0);
}

// Its numbers leave the bitmap: what is missing in it goes to the gaps.
void SequenceHistory::retire_block(std::uint64_t lowest, std::uint64_t block) {
  std::uint64_t missing = ~bitmap_[block % words];
  const std::uint64_t first = block << 6;
  if (lowest > first + 63) return;
  if (lowest > first) missing &= ~std::uint64_t{0} << (lowest - first);
  while (missing != 0) {
    const auto begin = static_cast<std::uint64_t>(std::countr_zero(missing));
    const auto run = static_cast<std::uint64_t>(std::countr_one(missing >> begin));
    gaps_to_change().append(first + begin, first + begin + run - 1);
    if (begin + run >= 64) break;
    missing &= ~std::uint64_t{0} << (begin + run);
  }
}

SequenceGaps& SequenceHistory::gaps_to_change() {
  if (gaps_ == nullptr) gaps_ = std::make_unique<SequenceGaps>();
  return *gaps_;
}

bool SequenceHistory::seen(const SequenceCounters& counters, std::uint64_t number) const {
  if (counters.distinct == 0 || number > counters.highest || number < counters.lowest) return false;
  if (number >= bitmap_start(counters.highest)) return in_bitmap(number);
  return gaps_ == nullptr || !gaps_->contains(number);
}

std::uint64_t SequenceHistory::longest_gap(const SequenceCounters& counters, std::uint64_t begin,
                                           std::uint64_t end) const {
  if (counters.distinct == 0) return 0;
  const auto start = std::max(bitmap_start(counters.highest), counters.lowest);
  std::uint64_t longest = gaps_ != nullptr ? gaps_->longest(begin, end) : 0;
  std::uint64_t run =
      gaps_ != nullptr && begin < start ? std::min(gaps_->run_below(start), start - begin) : 0;
  for (auto number = std::max(begin, start); number < std::min(end, counters.highest); ++number) {
    run = in_bitmap(number) ? 0 : run + 1;
    longest = std::max(longest, run);
  }
  return longest;
}

std::uint64_t SequenceHistory::missing_from(const SequenceCounters& counters,
                                            std::uint64_t first) const {
  if (counters.distinct == 0) return 0;
  const auto start = std::max(bitmap_start(counters.highest), counters.lowest);
  std::uint64_t missing = gaps_ != nullptr ? gaps_->missing_from(first) : 0;
  for (std::uint64_t number = std::max(first, start); number < counters.highest; ++number)
    if (!in_bitmap(number)) ++missing;
  return missing;
}

}  // namespace espect::sessions
