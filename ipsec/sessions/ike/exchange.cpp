// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/exchange.h"

#include <algorithm>

namespace espect::sessions {

void MessageFragments::add(std::uint16_t number, std::uint16_t total, std::uint32_t frame) {
  if (number == 0 || number > total || total > max_total || total < total_) return;
  if (total > total_) {  // the first, or sent again in smaller pieces (RFC 7383 section 2.5.2)
    total_ = total;
    received_ = 0;
    frames_.clear();
    came_.assign(total + std::size_t{1}, false);
  }
  if (came_.empty()) return;
  if (frames_.size() < max_frames) frames_.push_back(frame);
  if (came_[number]) return;
  came_[number] = true;
  if (++received_ == total_) came_ = {};
}

std::vector<std::uint16_t> MessageFragments::missing() const {
  std::vector<std::uint16_t> numbers;
  if (came_.empty()) return numbers;
  for (std::uint16_t number = 1; number <= total_; ++number)
    if (!came_[number]) numbers.push_back(number);
  return numbers;
}

bool SeenDigests::contains(std::uint64_t digest) const {
  return std::ranges::binary_search(sorted_, digest);
}

bool SeenDigests::add(std::uint64_t digest) {
  const auto at = std::ranges::lower_bound(sorted_, digest);
  if (at != sorted_.end() && *at == digest) return false;
  if (sorted_.size() < max) sorted_.insert(at, digest);
  return true;
}

}  // namespace espect::sessions
