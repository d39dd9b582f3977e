// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

namespace espect::sessions {

// What stood within opened packets and was not looked into.
struct InnerNotRead {
  std::uint64_t too_deep = 0;   // IPsec in more layers of it than are followed
  std::uint64_t fragments = 0;  // of IPsec packets; in UDP the first ones
  std::uint64_t ipcomp = 0;     // packets that do not decompress

  std::uint64_t all() const { return too_deep + fragments + ipcomp; }
};

}  // namespace espect::sessions
