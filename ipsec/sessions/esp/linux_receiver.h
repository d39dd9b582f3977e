// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "ipsec/sessions/esp/linux_receiver_counters.h"

namespace espect::sessions {

// What a Linux receiver with this window would have counted (`ip -s xfrm state`). It checks the
// window before the ICV, and with ESN it takes a number left of the window for the next epoch, so
// that the ICV fails.
class LinuxReceiver {
 public:
  // `window` in packets; 0 = no anti-replay.
  LinuxReceiver(std::uint32_t window, bool esn);

  // `low`: the number on the wire. `authentic`: the 64-bit number under which the ICV verifies,
  // nothing when it verifies under none.
  void on(std::uint32_t low, std::optional<std::uint64_t> authentic);

  // For an SA that moves the kernel keeps what was seen and counts anew.
  LinuxReceiver moved() const {
    LinuxReceiver receiver = *this;
    receiver.counters_ = {};
    return receiver;
  }

  const LinuxReceiverCounters& counters() const { return counters_; }

  // Begins to fetch what the next packet will look at.
  void expect() const { __builtin_prefetch(bitmap_.data(), 1); }

 private:
  bool passes_window(std::uint32_t low);
  std::uint32_t epoch_of(std::uint32_t low) const;
  void advance(std::uint64_t number);
  // A power of two of words.
  std::uint64_t& word(std::uint64_t number) {
    return bitmap_[(number >> 6) & (bitmap_.size() - 1)];
  }
  static std::uint64_t bit(std::uint64_t number) { return std::uint64_t{1} << (number & 63); }
  bool seen(std::uint64_t number) { return (word(number) & bit(number)) != 0; }

  std::uint32_t window_;
  bool esn_;
  std::uint64_t top_ = 0;              // highest accepted
  std::vector<std::uint64_t> bitmap_;  // a ring, no shorter than the window
  LinuxReceiverCounters counters_;
};

}  // namespace espect::sessions
