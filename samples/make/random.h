// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

#include "samples/make/octets.h"

namespace espect::samples {

// The same numbers for the same seed, on every machine: splitmix64 (Steele, Lea, Flood 2014).
class Random {
 public:
  explicit Random(std::string_view seed) {
    for (const char letter : seed) {
      state_ ^= static_cast<std::uint8_t>(letter);
      next();
    }
  }

  std::uint64_t next() {
    std::uint64_t mixed = (state_ += 0x9e3779b97f4a7c15);
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }
  // From `least` to `most`, both included.
  std::uint64_t between(std::uint64_t least, std::uint64_t most) {
    return least + next() % (most - least + 1);
  }
  Octets octets(std::size_t count) {
    Octets made(count);
    for (auto& octet : made) octet = static_cast<std::uint8_t>(next() >> 32);
    return made;
  }
  // SPIs of ESP and AH, as Linux hands them out.
  std::uint32_t spi() { return static_cast<std::uint32_t>(between(0xc0000000, 0xcfffffff)); }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace espect::samples
