// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <tuple>

#include "ipsec/datagram/address.h"
#include "ipsec/ip/udp.h"

namespace espect::ip {

// Which other ports are used for IKE and NAT traversal in this capture. A message of IKE on them
// shows it, for both of its ends; ESP on them is known by that. Bounded: what is beyond `most` ends
// is recognised message by message.
class RecognisedPorts {
 public:
  static constexpr std::size_t usual_most = 4'096;
  // `not_kept` counts messages of which an end found no place, for as long as this lives.
  RecognisedPorts(std::size_t most, std::uint64_t& not_kept) : most_(most), not_kept_(not_kept) {}

  // The kind of ports that this datagram goes between.
  PortKind of(const Path& path, const Udp& udp) {
    const PortKind recognised = recognised_ike(udp);
    if (recognised != PortKind::other) {
      const bool kept = note(path.source, udp.ports.source, recognised);
      if (!note(path.destination, udp.ports.destination, recognised) || !kept) ++not_kept_;
      return recognised;
    }
    if (ends_.empty()) return PortKind::other;
    const auto source = find(path.source, udp.ports.source);
    const auto destination = find(path.destination, udp.ports.destination);
    // IKE without the marker has no ESP beside it, and what is no whole message is none.
    const bool nat_traversal =
        source == PortKind::nat_traversal || destination == PortKind::nat_traversal;
    return nat_traversal ? PortKind::nat_traversal : PortKind::other;
  }

 private:
  using End = std::tuple<Address, std::uint16_t>;

  // False when it found no place.
  bool note(const Address& address, std::uint16_t port, PortKind kind) {
    const auto found = ends_.find({address, port});
    if (found != ends_.end())
      found->second = kind;
    else if (ends_.size() < most_)
      ends_.emplace(End{address, port}, kind);
    else
      return false;
    return true;
  }
  PortKind find(const Address& address, std::uint16_t port) const {
    const auto found = ends_.find({address, port});
    return found != ends_.end() ? found->second : PortKind::other;
  }

  std::size_t most_;
  std::uint64_t& not_kept_;
  std::map<End, PortKind> ends_;
};

}  // namespace espect::ip
