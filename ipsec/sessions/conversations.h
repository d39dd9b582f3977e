// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>

#include "ipsec/sessions/datagram.h"
#include "ipsec/sessions/sa_table.h"

namespace espect::sessions {

// Two addresses that speak IPsec: how often each was heard. The difference over a flow's packets
// tells whether its receiver was still there.
struct Conversation {
  std::array<Address, 2> addresses;      // the smaller first
  std::array<std::uint32_t, 2> heard{};  // ESP, AH and IKE from each
};

class Conversations {
 public:
  // The record of these two addresses, made when there is none.
  Conversation& of(const Path& path) {
    const auto [first, second, hash] = key_of(path);
    auto* found = find(path);
    return found != nullptr ? *found : table_.add(hash, Conversation{{first, second}, {}});
  }
  Conversation* find(const Path& path) {
    const auto key = key_of(path);
    return table_.find(key.hash, [&](const Conversation& c) {
      return c.addresses[0] == key.first && c.addresses[1] == key.second;
    });
  }
  // Index of the source of `path` in `heard`.
  static std::size_t side(const Conversation& conversation, const Path& path) {
    return conversation.addresses[0] == path.source ? 0 : 1;
  }

 private:
  struct Key {
    const Address& first;
    const Address& second;
    std::uint32_t hash;
  };
  static Key key_of(const Path& path) {
    const bool source_first = path.source.octets < path.destination.octets;
    const Address& first = source_first ? path.source : path.destination;
    const Address& second = source_first ? path.destination : path.source;
    return {first, second,
            mix(first.high_word() * 31 + first.low_word() + second.high_word() * 17 +
                second.low_word())};
  }
  SaTable<Conversation> table_;
};

}  // namespace espect::sessions
