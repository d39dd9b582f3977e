// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "ipsec/datagram/address.h"
#include "ipsec/sessions/table/seeded_hash.h"

namespace espect::sessions {

// Addresses of peers that moved during their IKE SA (RFC 4555, or a NAT that gave another address).
// Asked for every new flow, so it is found by address.
class PeerMoves {
 public:
  // The peer of IKE SA `sa`, its initiator or not, was at `began` first and is heard from `now`.
  void heard(std::uint32_t sa, bool initiator, const Address& began, const Address& now) {
    const std::uint64_t peer = std::uint64_t{sa} << 1 | (initiator ? 1U : 0U);
    note(began, peer);
    note(now, peer);
  }
  bool one_peer(const Address& a, const Address& b) const {
    const auto at_a = peers_.find(a);
    const auto at_b = peers_.find(b);
    if (at_a == peers_.end() || at_b == peers_.end()) return false;
    return std::ranges::any_of(at_a->second, [&](std::uint64_t peer) {
      return std::ranges::count(at_b->second, peer) != 0;
    });
  }

 private:
  static constexpr std::size_t max_addresses = 16384;
  static constexpr std::size_t max_peers = 16;  // of one address

  struct HashOfAddress {
    std::size_t operator()(const Address& address) const {
      return hash_words(address.high_word(), address.low_word(), address.v6);
    }
  };
  void note(const Address& address, std::uint64_t peer) {
    if (peers_.size() == max_addresses && !peers_.contains(address)) return;
    auto& peers = peers_[address];
    if (peers.size() < max_peers && std::ranges::count(peers, peer) == 0) peers.push_back(peer);
  }
  std::unordered_map<Address, std::vector<std::uint64_t>, HashOfAddress> peers_;
};

}  // namespace espect::sessions
