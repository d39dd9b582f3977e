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

// 32 bits of the hash of these numbers.
template <class... Words>
std::uint32_t hash_words(Words... words) {
  const std::array<std::uint64_t, sizeof...(words)> together{static_cast<std::uint64_t>(words)...};
  return static_cast<std::uint32_t>(seeded_hash(together.data(), together.size()));
}

inline std::uint32_t hash_addresses(const Address& a, const Address& b, std::uint64_t more = 0) {
  return hash_words(a.high_word(), a.low_word(), b.high_word(), b.low_word(), more);
}

}  // namespace espect::sessions
