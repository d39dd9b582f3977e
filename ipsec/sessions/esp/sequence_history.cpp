// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/sequence_history.h"

#include <algorithm>
#include <bit>

namespace espect::sessions {

SequenceVerdict SequenceHistory::add_elsewhere(std::uint64_t number, std::uint32_t window) {
  if (!seen_any_) {
    seen_any_ = true;
    lowest_ = highest_ = number;
    distinct_ = 1;
    word(number) |= bit(number);
    return SequenceVerdict::first;
  }
  if (number > highest_) {
    advance_to(number);
    distance_ = 0;
    ++distinct_;
    word(number) |= bit(number);
    return SequenceVerdict::next;
  }
  distance_ = highest_ - number;
  bool is_new = false;
  if (number < lowest_) {
    is_new = true;
    const std::uint64_t start = bitmap_start();
    if (number >= start) {
      word(number) |= bit(number);
    } else if (number + 1 < std::min(lowest_, start)) {
      prepend_gap(number + 1, std::min(lowest_, start) - 1);
    }
    lowest_ = number;
  } else if (number >= bitmap_start()) {
    is_new = (word(number) & bit(number)) == 0;
    word(number) |= bit(number);
  } else {
    is_new = fill_gap(number);
  }
  if (!is_new) {
    ++duplicates_;
    return SequenceVerdict::duplicate;
  }
  ++distinct_;
  ++reordered_;
  max_late_ = std::max(max_late_, distance_);
  if (distance_ < window) return SequenceVerdict::late;
  ++left_of_window_;
  return SequenceVerdict::left_of_window;
}

void SequenceHistory::advance_to(std::uint64_t number) {
  const std::uint64_t from = highest_ >> 6;
  const std::uint64_t to = number >> 6;
  const std::uint64_t oldest = from + 1 < words ? 0 : from + 1 - words;
  if (to - from < words) {
    for (std::uint64_t block = from + 1; block <= to; ++block) {
      if (block >= words) retire_block(block - words);
      bitmap_[block % words] = 0;
    }
  } else {
    for (std::uint64_t block = oldest; block <= from; ++block) retire_block(block);
    append_gap((from + 1) << 6, ((to - words + 1) << 6) - 1);
    bitmap_.fill(0);
  }
  highest_ = number;
}

// Its numbers leave the bitmap: what is missing in it goes to the gaps.
void SequenceHistory::retire_block(std::uint64_t block) {
  std::uint64_t missing = ~bitmap_[block % words];
  const std::uint64_t first = block << 6;
  if (lowest_ > first + 63) return;
  if (lowest_ > first) missing &= ~std::uint64_t{0} << (lowest_ - first);
  while (missing != 0) {
    const auto begin = static_cast<std::uint64_t>(std::countr_zero(missing));
    const auto run = static_cast<std::uint64_t>(std::countr_one(missing >> begin));
    append_gap(first + begin, first + begin + run - 1);
    if (begin + run >= 64) break;
    missing &= ~std::uint64_t{0} << (begin + run);
  }
}

void SequenceHistory::append_gap(std::uint64_t first, std::uint64_t last) {
  if (first > last) return;
  if (gaps_ == nullptr) gaps_ = std::make_unique<Gaps>();
  auto& missing = gaps_->missing;
  if (!missing.empty() && missing.back().last + 1 == first) {
    missing.back().last = last;
    return;
  }
  if (missing.size() >= max_gaps) {  // half at once, so that the cost stays constant per packet
    missing.erase(missing.begin(), missing.begin() + max_gaps / 2);
    gaps_->forgotten = true;
  }
  missing.push_back({first, last});
}

void SequenceHistory::prepend_gap(std::uint64_t first, std::uint64_t last) {
  if (gaps_ == nullptr) gaps_ = std::make_unique<Gaps>();
  auto& missing = gaps_->missing;
  if (missing.size() < max_gaps)
    missing.insert(missing.begin(), {first, last});
  else
    gaps_->forgotten = true;
}

bool SequenceHistory::fill_gap(std::uint64_t number) {
  if (gaps_ == nullptr) return false;
  auto& missing = gaps_->missing;
  const auto found =
      std::lower_bound(missing.begin(), missing.end(), number,
                       [](const Interval& gap, std::uint64_t wanted) { return gap.last < wanted; });
  if (found == missing.end() || found->first > number) return false;
  if (found->first == found->last) {
    missing.erase(found);
  } else if (found->first == number) {
    ++found->first;
  } else if (found->last == number) {
    --found->last;
  } else {
    const Interval upper{number + 1, found->last};
    found->last = number - 1;
    missing.insert(found + 1, upper);
  }
  return true;
}

bool SequenceHistory::seen(std::uint64_t number) const {
  if (!seen_any_ || number > highest_ || number < lowest_) return false;
  if (number >= bitmap_start()) return (bitmap_[(number >> 6) % words] & bit(number)) != 0;
  if (gaps_ == nullptr) return true;
  const auto& missing = gaps_->missing;
  const auto found =
      std::lower_bound(missing.begin(), missing.end(), number,
                       [](const Interval& gap, std::uint64_t wanted) { return gap.last < wanted; });
  return found == missing.end() || found->first > number;
}

std::uint64_t SequenceHistory::longest_gap() const {
  std::uint64_t longest = 0;
  std::uint64_t run = 0;
  std::uint64_t run_end = 0;  // one past the last number of the run
  if (gaps_ != nullptr)
    for (const Interval& gap : gaps_->missing) {
      run = gap.last - gap.first + 1;
      run_end = gap.last + 1;
      longest = std::max(longest, run);
    }
  for (std::uint64_t number = std::max(bitmap_start(), lowest_); number <= highest_; ++number) {
    const bool seen = (bitmap_[(number >> 6) % words] & bit(number)) != 0;
    if (seen)
      run = 0;
    else
      run = run_end == number ? run + 1 : 1;
    run_end = number + 1;
    longest = std::max(longest, run);
    if (number == UINT64_MAX) break;
  }
  return longest;
}

std::uint64_t extend_sequence(std::uint32_t low, std::uint64_t highest) {
  constexpr std::uint64_t epoch = std::uint64_t{1} << 32;
  const std::uint64_t same = (highest & ~(epoch - 1)) | low;
  if (same + epoch / 2 < highest) return same + epoch;
  if (same > highest + epoch / 2 && same >= epoch) return same - epoch;
  return same;
}

}  // namespace espect::sessions
