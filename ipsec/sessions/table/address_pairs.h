// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>

#include "ipsec/datagram/address.h"
#include "ipsec/sessions/table/sa_table.h"
#include "ipsec/sessions/table/seeded_hash.h"

namespace espect::sessions {

// One record for each two addresses that speak with one another, in whichever direction.
template <class Record>
class AddressPairs {
 public:
  struct Pair {
    std::array<Address, 2> addresses;  // the smaller first
    Record record{};
  };

  // The pair of these two, made when there is none.
  Pair& of(const Address& a, const Address& b) {
    const auto key = key_of(a, b);
    if (auto* found = find(key)) return *found;
    return table_.add(key.hash, Pair{{key.first, key.second}, {}});
  }
  Pair* find(const Address& a, const Address& b) { return find(key_of(a, b)); }
  const Pair* find(const Address& a, const Address& b) const {
    return const_cast<AddressPairs*>(this)->find(a, b);  // NOLINT: finding changes nothing
  }
  std::uint32_t size() const { return table_.size(); }
  void reserve(std::uint32_t pairs) { table_.reserve(pairs); }  // as that of SaTable
  // 0 or 1: which of the two addresses this is.
  static std::size_t side(const Pair& pair, const Address& address) {
    return pair.addresses[0] == address ? 0 : 1;
  }

 private:
  struct Key {
    const Address& first;
    const Address& second;
    std::uint32_t hash;
  };
  static Key key_of(const Address& a, const Address& b) {
    const bool in_order = a < b;
    const Address& first = in_order ? a : b;
    const Address& second = in_order ? b : a;
    return {first, second, hash_addresses(first, second)};
  }
  Pair* find(const Key& key) {
    return table_.find(key.hash, [&](const Pair& pair) {
      return pair.addresses[0] == key.first && pair.addresses[1] == key.second;
    });
  }
  SaTable<Pair> table_;
};

}  // namespace espect::sessions
