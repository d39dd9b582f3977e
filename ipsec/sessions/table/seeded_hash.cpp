// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/table/seeded_hash.h"

#include <chrono>

#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace espect::sessions {
namespace {

std::uint64_t drawn_seed() {
  std::uint64_t seed = 0;
  if (getentropy(&seed, sizeof seed) == 0) return seed;
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

const std::uint64_t seed = drawn_seed();

}  // namespace

const std::array<std::uint64_t, 2> hash_seeds{drawn_seed(), drawn_seed() | 1};

std::uint64_t seeded_hash(Bytes octets) {
  return XXH3_64bits_withSeed(octets.data(), octets.size(), seed);
}

std::uint64_t seeded_hash(const std::uint64_t* words, std::size_t count) {
  return XXH3_64bits_withSeed(words, count * sizeof *words, seed);
}

}  // namespace espect::sessions
