// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/sequence_gaps.h"

#include <algorithm>

namespace espect::sessions {

void SequenceGaps::append(std::uint64_t first, std::uint64_t last) {
  if (first > last) return;
  if (!gaps_.empty() && gaps_.back().last + 1 == first)
    gaps_.back().last = last;
  else
    insert(gaps_.size(), {first, last});
}

void SequenceGaps::prepend(std::uint64_t first, std::uint64_t last) {
  insert(0, {first, last});
}

// Every way in which a gap is made.
void SequenceGaps::insert(std::size_t place, Gap gap) {
  if (gaps_.size() >= most) {
    forgotten_ = true;
    if (place < most / 2) return;  // of the half that goes
    gaps_.erase(gaps_.begin(), gaps_.begin() + most / 2);
    place -= most / 2;
  }
  gaps_.insert(gaps_.begin() + static_cast<std::ptrdiff_t>(place), gap);
}

std::size_t SequenceGaps::place_of(std::uint64_t number) const {
  const auto found =
      std::ranges::lower_bound(gaps_, number, {}, [](const Gap& gap) { return gap.last; });
  return static_cast<std::size_t>(found - gaps_.begin());
}

bool SequenceGaps::fill(std::uint64_t number) {
  const auto place = place_of(number);
  if (place == gaps_.size() || gaps_[place].first > number) return false;
  Gap& gap = gaps_[place];
  if (gap.first == gap.last) {
    gaps_.erase(gaps_.begin() + static_cast<std::ptrdiff_t>(place));
  } else if (gap.first == number) {
    ++gap.first;
  } else if (gap.last == number) {
    --gap.last;
  } else {
    const Gap upper{number + 1, gap.last};
    gap.last = number - 1;
    insert(place + 1, upper);
  }
  return true;
}

bool SequenceGaps::contains(std::uint64_t number) const {
  const auto place = place_of(number);
  return place != gaps_.size() && gaps_[place].first <= number;
}

std::uint64_t SequenceGaps::longest(std::uint64_t begin, std::uint64_t end) const {
  std::uint64_t longest = 0;
  for (const Gap& gap : gaps_) {
    const auto first = std::max(gap.first, begin);
    const auto behind = std::min(gap.last + 1, end);
    if (first < behind) longest = std::max(longest, behind - first);
  }
  return longest;
}

std::uint64_t SequenceGaps::missing_from(std::uint64_t first) const {
  std::uint64_t missing = 0;
  for (const Gap& gap : gaps_)
    if (gap.last >= first) missing += gap.last - std::max(gap.first, first) + 1;
  return missing;
}

std::uint64_t SequenceGaps::run_below(std::uint64_t start) const {
  return !gaps_.empty() && gaps_.back().last + 1 == start
             ? gaps_.back().last - gaps_.back().first + 1
             : 0;
}

}  // namespace espect::sessions
