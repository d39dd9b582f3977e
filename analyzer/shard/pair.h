// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <tuple>
#include <utility>

#include "ipsec/datagram/datagram.h"

namespace espect::shard {

// Two addresses that speak with one another, the smaller first.
struct Pair {
  Address a;
  Address b;
  Pair() = default;
  Pair(const Address& one, const Address& other) : a(one), b(other) {
    if (b < a) std::swap(a, b);
  }
  explicit Pair(const Path& path) : Pair(path.source, path.destination) {}
  friend bool operator==(const Pair&, const Pair&) = default;
  friend bool operator<(const Pair& one, const Pair& other) {
    return std::tie(one.a, one.b) < std::tie(other.a, other.b);
  }
};

// One end of UDP or TCP on a port that is known by what it carries.
struct End {
  Address address;
  std::uint16_t port = 0;
  friend bool operator<(const End& one, const End& other) {
    return std::tie(one.address, one.port) < std::tie(other.address, other.port);
  }
};

}  // namespace espect::shard
