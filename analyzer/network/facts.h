// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>

#include "ipsec/ip/fragments.h"

namespace espect::network {

// What the report says about coverage: how much was IPsec, and what could not be seen. Each packet
// of the capture counts once per line.
struct NetworkFacts : ip::FragmentFacts {
  std::uint64_t tcp_4500_packets = 0;     // with data that could not be read as RFC 9329
  std::uint64_t tcp_gaps = 0;             // places where RFC 9329 frames were lost
  std::uint64_t tcp_dropped_streams = 0;  // because too many were open
  std::uint64_t malformed_packets = 0;    // a header contradicts itself or does not fit its packet
  std::map<std::uint16_t, std::uint64_t> unknown_link_packets;  // by LINKTYPE_ number
};

}  // namespace espect::network
