// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/datagram/address.h"
#include "samples/make/octets.h"

// IP packets with right lengths and checksums, IPv4 or IPv6 by the source address.
namespace espect::samples {

inline constexpr std::uint8_t icmp_protocol = 1, ipv4_protocol = 4, tcp_protocol = 6,
                              udp_protocol = 17, ipv6_protocol = 41, eesp_protocol = 49,
                              esp_protocol = 50, ah_protocol = 51, icmpv6_protocol = 58,
                              no_next_header = 59, aggfrag_protocol = 144;

struct IpHeader {
  Address source;
  Address destination;
  std::uint8_t protocol = 0;
  std::uint8_t dscp = 0;
  std::uint8_t hop_limit = 64;
  std::uint16_t identification = 0;  // IPv4, and of the fragments of IPv6
  bool dont_fragment = true;         // IPv4
  std::uint32_t flow_label = 0;      // IPv6
};

Octets ip_packet(const IpHeader& header, Bytes payload);

// IPv4 packets with pieces of `payload` such that none is larger than `mtu`.
std::vector<Octets> ip_fragments(IpHeader header, Bytes payload, std::size_t mtu);

// With a checksum, except where RFC 3948 section 2.1 wants none: IPv4 and `checksum` false.
Octets udp_datagram(const Address& source, const Address& destination, std::uint16_t source_port,
                    std::uint16_t destination_port, Bytes data, bool checksum = true);

struct Echo {
  bool reply = false;
  std::uint16_t identifier = 0;
  std::uint16_t sequence = 0;
  Octets data;
};
// ICMP or ICMPv6 echo in a whole IP packet; `header.protocol` is filled in.
Octets icmp_echo(IpHeader header, const Echo& echo);

}  // namespace espect::samples
