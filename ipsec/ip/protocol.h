// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

// Assigned Internet Protocol Numbers (IANA): Protocol of IPv4, Next Header of IPv6, AH and ESP.
namespace espect::ip::protocol {

inline constexpr std::uint8_t hop_by_hop = 0;
inline constexpr std::uint8_t icmp = 1;
inline constexpr std::uint8_t ip4 = 4;
inline constexpr std::uint8_t tcp = 6;
inline constexpr std::uint8_t udp = 17;
inline constexpr std::uint8_t dccp = 33;
inline constexpr std::uint8_t ip6 = 41;
inline constexpr std::uint8_t routing = 43;
inline constexpr std::uint8_t fragment = 44;
inline constexpr std::uint8_t gre = 47;
inline constexpr std::uint8_t esp = 50;
inline constexpr std::uint8_t ah = 51;
inline constexpr std::uint8_t icmp6 = 58;
inline constexpr std::uint8_t no_next_header = 59;  // in ESP a dummy packet, RFC 4303 section 2.6
inline constexpr std::uint8_t destination_options = 60;
inline constexpr std::uint8_t beet = 94;
inline constexpr std::uint8_t ether_ip = 97;
inline constexpr std::uint8_t ipcomp = 108;
inline constexpr std::uint8_t l2tp = 115;
inline constexpr std::uint8_t sctp = 132;
inline constexpr std::uint8_t mobility = 135;
inline constexpr std::uint8_t udp_lite = 136;
inline constexpr std::uint8_t mpls = 137;
inline constexpr std::uint8_t hip = 139;
inline constexpr std::uint8_t shim6 = 140;
inline constexpr std::uint8_t ethernet = 143;
inline constexpr std::uint8_t aggfrag = 144;

// A whole IP packet.
constexpr bool is_ip(std::uint8_t protocol) {
  return protocol == ip4 || protocol == ip6;
}

}  // namespace espect::ip::protocol
