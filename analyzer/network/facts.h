// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/ip/fragments.h"

namespace espect::network {

// Packets that may hold IPsec which nobody sees, by what closes them.
struct NotLookedInto {
  std::string what;  // "link type 239 (NFLOG)", "encrypted 802.11"
  std::uint64_t packets = 0;
};

// What the report says about coverage: how much was IPsec, and what could not be seen. Each packet
// of the capture counts once per line.
struct NetworkFacts : ip::FragmentFacts {
  std::uint64_t tcp_4500_packets = 0;     // with data that could not be read as RFC 9329
  std::uint64_t tcp_gaps = 0;             // places where RFC 9329 frames were lost
  std::uint64_t tcp_dropped_streams = 0;  // because too many were open
  std::uint64_t ports_not_kept = 0;       // IKE messages on ports that found no place
  std::uint64_t malformed_packets = 0;    // a header contradicts itself or does not fit its packet
  std::map<std::uint16_t, std::uint64_t> unknown_link_packets;  // by LINKTYPE_ number
  std::map<std::string_view, std::uint64_t> closed_packets;     // by Inside::closed

  std::vector<NotLookedInto> not_looked_into() const;
};

}  // namespace espect::network
