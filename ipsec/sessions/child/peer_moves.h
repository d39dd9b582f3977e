// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "ipsec/datagram/address.h"

namespace espect::sessions {

// Addresses of peers that moved during their IKE SA (RFC 4555, or a NAT that gave another address).
class PeerMoves {
 public:
  // The peer of IKE SA `sa`, its initiator or not, was at `began` first and is heard from `now`.
  void heard(std::uint32_t sa, bool initiator, const Address& began, const Address& now) {
    const auto key = std::pair(sa, initiator);
    if (peers_.size() == max_peers && !peers_.contains(key)) return;
    auto& addresses = peers_[key];
    if (addresses.empty()) addresses.push_back(began);
    if (addresses.size() < max_addresses && std::ranges::count(addresses, now) == 0)
      addresses.push_back(now);
  }
  bool one_peer(const Address& a, const Address& b) const {
    return std::ranges::any_of(peers_, [&](const auto& peer) {
      return std::ranges::count(peer.second, a) != 0 && std::ranges::count(peer.second, b) != 0;
    });
  }

 private:
  static constexpr std::size_t max_peers = 4096;
  static constexpr std::size_t max_addresses = 16;
  std::map<std::pair<std::uint32_t, bool>, std::vector<Address>> peers_;
};

}  // namespace espect::sessions
