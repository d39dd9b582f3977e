// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>

namespace espect::run {

// How much memory this process may have before reading stops, so that what was read can still be
// reported. One for the whole process.
class MemoryLimit {
 public:
  // `mebibytes` that were asked for; 0: half of what the system lets one process have.
  static void set(std::uint32_t mebibytes);

  // Whether the process has more. Asks the system, so not for every packet.
  static bool exceeded();
  static std::size_t octets();
};

}  // namespace espect::run
