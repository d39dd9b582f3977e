// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/linux_receiver.h"

#include <algorithm>
#include <bit>

namespace espect::sessions {
namespace {

constexpr std::uint32_t largest_window = 4096;

std::size_t words_for(std::uint32_t window) {
  return std::bit_ceil((std::size_t{window} + 63) / 64 + 1);
}

}  // namespace

LinuxReceiver::LinuxReceiver(std::uint32_t window, bool esn)
    : window_(std::min(window, largest_window)), esn_(esn), bitmap_(words_for(window_)) {}

void LinuxReceiver::on(std::uint32_t low, std::optional<std::uint64_t> authentic) {
  if (!passes_window(low)) return;
  // The kernel verifies under one epoch only.
  const std::uint64_t assumed = std::uint64_t{epoch_of(low)} << 32 | low;
  if (!authentic || (window_ != 0 && esn_ && *authentic != assumed)) {
    ++counters_.icv_failed;
    return;
  }
  advance(*authentic);
}

// xfrm_replay_check and xfrm_replay_check_esn. Numbers above the window pass; with ESN so do those
// below it, as of the next epoch.
bool LinuxReceiver::passes_window(std::uint32_t low) {
  if (window_ == 0) return true;
  const auto top = static_cast<std::uint32_t>(top_);
  std::uint64_t distance = 0;
  if (esn_) {
    const std::uint32_t bottom = top - window_ + 1;
    if (top >= window_ - 1) {
      if (low > top || low < bottom) return true;
      distance = top - low;
    } else {  // the window spans two epochs
      if (low > top && low < bottom) return true;
      distance = top - low;  // modulo 2^32
      distance &= 0xffffffffU;
    }
    if (distance > top_) return true;  // before the first epoch
  } else {
    if (low > top) return true;
    distance = top - low;
  }
  if (distance >= window_) {
    ++counters_.replay_window;
    return false;
  }
  if (!seen(top_ - distance)) return true;
  ++counters_.replay;
  return false;
}

// xfrm_replay_seqhi.
std::uint32_t LinuxReceiver::epoch_of(std::uint32_t low) const {
  if (!esn_) return 0;
  const auto top = static_cast<std::uint32_t>(top_);
  const auto high = static_cast<std::uint32_t>(top_ >> 32);
  const std::uint32_t bottom = top - window_ + 1;
  if (top >= window_ - 1) return low < bottom ? high + 1 : high;
  return low >= bottom && high > 0 ? high - 1 : high;
}

void LinuxReceiver::advance(std::uint64_t number) {
  if (window_ == 0) return;
  if (number > top_) {
    const std::uint64_t words =
        std::min<std::uint64_t>((number >> 6) - (top_ >> 6), bitmap_.size());
    for (std::uint64_t back = 0; back < words; ++back) word(number - (back << 6)) = 0;
    top_ = number;
  }
  word(number) |= bit(number);
}

}  // namespace espect::sessions
