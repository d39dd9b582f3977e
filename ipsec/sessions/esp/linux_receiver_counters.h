// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

namespace espect::sessions {

// What `ip -s xfrm state` counts, in packets.
struct LinuxReceiverCounters {
  std::uint64_t replay = 0;         // seen before
  std::uint64_t replay_window = 0;  // left of the window
  std::uint64_t icv_failed = 0;
};

}  // namespace espect::sessions
