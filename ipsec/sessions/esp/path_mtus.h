// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>

#include "ipsec/sessions/esp/esp_flow.h"
#include "ipsec/sessions/table/address_pairs.h"

namespace espect::sessions {

enum class PathMtuBy : std::uint8_t {
  icmp,            // fragmentation needed, packet too big
  largest_packet,  // the path takes at least what was seen here
};
struct PathMtu {
  std::uint32_t octets = 0;  // 0: not known
  PathMtuBy by = PathMtuBy::largest_packet;
};

// A flow as a report reads it.
struct RecordedFlow {
  EspFlow flow;
  std::uint32_t first = 0;  // id of its `first`; 0: none
  PathMtu path_mtu;
};

// What the paths of a capture let through. An ICMP speaks for its path, source and destination,
// whatever it quotes (RFC 1191 section 3, RFC 8201 section 4). A packet that arrived whole though
// nobody may fragment it shows that much for its encapsulation; one with DF clear shows nothing.
class PathMtus {
 public:
  // An ESP or AH packet of a flow. Smaller ones than the flow has shown before are no news.
  void on(const Datagram& datagram, EspFlow& flow) {
    const auto& ip = datagram.ip;
    if (!ip.dont_fragment || ip.fragments != 0) return;
    const bool usual = datagram.path.encapsulation == flow.path.encapsulation;
    if (usual && ip.packet_octets <= flow.largest_passed) return;
    if (!(datagram.path.source == flow.path.source)) return;
    if (usual) flow.largest_passed = ip.packet_octets;
    passed(datagram.path, ip.packet_octets);
  }
  // What ICMP said of a packet on this path. What no path may have is no news.
  void exceeded(const Path& quoted, std::uint32_t mtu);

  // For so many flows at most, which are restored; no others come.
  void reserve(std::uint32_t flows) { paths_.reserve(flows); }
  // What was known of the path of a flow that is restored.
  void restore(const EspFlow& flow, const PathMtu& known) {
    if (known.by == PathMtuBy::icmp)
      exceeded(flow.path, known.octets);
    else if (known.octets != 0)
      passed(flow.path, known.octets);
  }

  // The last that ICMP said, or else the largest that passed.
  PathMtu of(const EspFlow& flow) const;

 private:
  struct Known {
    std::uint32_t by_icmp = 0;
    std::array<std::uint32_t, 3> passed{};  // by Encapsulation
  };
  using Pairs = AddressPairs<std::array<Known, 2>>;  // by the side that sends

  void passed(const Path& path, std::uint32_t octets);

  Pairs paths_;
};

}  // namespace espect::sessions
