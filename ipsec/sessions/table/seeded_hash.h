// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>

#include "ipsec/bytes/bytes.h"
#include "ipsec/datagram/address.h"

// For tables whose keys strangers choose: the seed is drawn once per process, so that nobody can
// choose keys that collide. No output may depend on a hash.
namespace espect::sessions {

std::uint64_t seeded_hash(Bytes octets);
std::uint64_t seeded_hash(const std::uint64_t* words, std::size_t count);

extern const std::array<std::uint64_t, 2> hash_seeds;  // drawn once; the second is odd

// Both halves of the product, one laid upon the other: what xxHash and wyhash mix with.
inline std::uint64_t fold_product(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = Wide{a} * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// 32 bits of a hash of a few numbers, for the tables that every packet is looked up in.
template <class... Words>
std::uint32_t hash_words(Words... words) {
  std::uint64_t hash = hash_seeds[0];
  ((hash = fold_product(hash ^ static_cast<std::uint64_t>(words), hash_seeds[1])), ...);
  return static_cast<std::uint32_t>(hash);
}

inline std::uint32_t hash_addresses(const Address& a, const Address& b, std::uint64_t more = 0) {
  return hash_words(a.high_word(), a.low_word(), b.high_word(), b.low_word(), more);
}

}  // namespace espect::sessions
