// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "ipsec/bytes/reader.h"
#include "ipsec/datagram/address.h"

namespace espect::rules {

// What traffic selectors look at in a packet that travelled inside ESP or AH, RFC 4301 section
// 4.4.1.1. ICMP has type and code in the place of both ports.
struct InnerHeader {
  Address source;
  Address destination;
  std::uint8_t protocol = 0;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  bool with_addresses = false;  // not in transport mode, where a NAT may have changed them
  bool with_ports = false;      // not in fragments after the first
  bool icmp_error = false;
};

inline std::string to_text(const InnerHeader& packet) {
  const auto end = [&](const Address& address, std::uint16_t port) {
    if (!packet.with_addresses) return fmt::format("port {}", port);
    return packet.with_ports ? to_text(address, port) : to_text(address);
  };
  return fmt::format("{} to {}, protocol {}", end(packet.source, packet.source_port),
                     end(packet.destination, packet.destination_port), packet.protocol);
}

namespace inner {

constexpr std::uint8_t ipv4 = 4;
constexpr std::uint8_t ipv6 = 41;
constexpr std::uint8_t icmp = 1;
constexpr std::uint8_t icmpv6 = 58;

// Ports of TCP, UDP, DCCP, SCTP and UDP-Lite stand first; `in` is behind the IP headers.
inline void read_ports(Reader& in, InnerHeader& packet) {
  const auto first = in.number<std::uint16_t>("ports");
  switch (packet.protocol) {
    case icmp:
    case icmpv6: {
      const auto type = static_cast<std::uint8_t>(first >> 8);
      packet.source_port = packet.destination_port = first;
      packet.icmp_error = packet.protocol == icmpv6
                              ? type < 128
                              : type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
      packet.with_ports = in.ok();
      break;
    }
    case 6:
    case 17:
    case 33:
    case 132:
    case 136:
      packet.source_port = first;
      packet.destination_port = in.number<std::uint16_t>("ports");
      packet.with_ports = in.ok();
      break;
    default:
      break;
  }
}

inline bool read_ipv4(Reader& in, InnerHeader& packet) {
  const auto header = in.peek();
  if (header.size() < 20 || header[0] >> 4 != 4) return false;
  packet.protocol = header[9];
  packet.source = Address::v4_from(header.data() + 12);
  packet.destination = Address::v4_from(header.data() + 16);
  const bool later_fragment = ((header[6] & 0x1f) | header[7]) != 0;
  in.take((header[0] & 0xfU) * 4U, "IPv4 header");
  if (!later_fragment) read_ports(in, packet);
  return true;
}

// RFC 8200 section 4: past the extension headers to what they carry.
inline bool read_ipv6(Reader& in, InnerHeader& packet) {
  const auto header = in.peek();
  if (header.size() < 40 || header[0] >> 4 != 6) return false;
  packet.source = Address::v6_from(header.data() + 8);
  packet.destination = Address::v6_from(header.data() + 24);
  std::uint8_t next = header[6];
  in.take(40, "IPv6 header");
  bool later_fragment = false;
  while (in.left() >= 8 && (next == 0 || next == 43 || next == 44 || next == 60)) {
    const auto extension = in.peek();
    const bool fragment = next == 44;
    if (fragment) later_fragment = ((extension[2] << 8 | extension[3]) & 0xfff8) != 0;
    next = extension[0];
    in.take(fragment ? 8U : (extension[1] + 1U) * 8U, "extension header");
    if (later_fragment) break;
  }
  packet.protocol = next;
  if (!later_fragment) read_ports(in, packet);
  return true;
}

}  // namespace inner

// `protocol` and `octets` as ESP or AH carried them. Nothing when it is no IP packet although the
// mode says so.
inline std::optional<InnerHeader> inner_header(std::uint8_t protocol, Bytes octets,
                                               bool transport) {
  InnerHeader packet;
  Reader in(octets);
  if (transport) {
    packet.protocol = protocol;
    inner::read_ports(in, packet);
    return packet;
  }
  packet.with_addresses = true;
  if (protocol == inner::ipv4 && inner::read_ipv4(in, packet)) return packet;
  if (protocol == inner::ipv6 && inner::read_ipv6(in, packet)) return packet;
  return std::nullopt;
}

}  // namespace espect::rules
