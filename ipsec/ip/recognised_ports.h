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
  // The kind of ports that this datagram goes between.
  PortKind of(const Path& path, const Udp& udp) {
    const PortKind recognised = recognised_ike(udp);
    if (recognised != PortKind::other) {
      note(path.source, udp.ports.source, recognised);
      note(path.destination, udp.ports.destination, recognised);
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
  static constexpr std::size_t most = 4'096;
  using End = std::tuple<Address, std::uint16_t>;

  void note(const Address& address, std::uint16_t port, PortKind kind) {
    const auto found = ends_.find({address, port});
    if (found != ends_.end())
      found->second = kind;
    else if (ends_.size() < most)
      ends_.emplace(End{address, port}, kind);
  }
  PortKind find(const Address& address, std::uint16_t port) const {
    const auto found = ends_.find({address, port});
    return found != ends_.end() ? found->second : PortKind::other;
  }

  std::map<End, PortKind> ends_;
};

}  // namespace espect::ip
