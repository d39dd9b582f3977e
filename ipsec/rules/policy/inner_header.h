// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "ipsec/bytes/reader.h"
#include "ipsec/datagram/address.h"
#include "ipsec/ip/ip_view.h"

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

// Ports of TCP, UDP, DCCP, SCTP and UDP-Lite stand first.
inline void read_ports(Bytes payload, InnerHeader& packet) {
  namespace protocol = ip::protocol;
  Reader in(payload);
  const auto first = in.number<std::uint16_t>("ports");
  switch (packet.protocol) {
    case protocol::icmp:
    case protocol::icmp6: {
      const auto type = static_cast<std::uint8_t>(first >> 8);
      packet.source_port = packet.destination_port = first;
      packet.icmp_error = packet.protocol == protocol::icmp6
                              ? type < 128
                              : type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
      packet.with_ports = in.ok();
      break;
    }
    case protocol::tcp:
    case protocol::udp:
    case protocol::dccp:
    case protocol::sctp:
    case protocol::udp_lite:
      packet.source_port = first;
      packet.destination_port = in.number<std::uint16_t>("ports");
      packet.with_ports = in.ok();
      break;
    default:
      break;
  }
}

// RFC 4301 section 4.4.1.1: the next layer protocol is what stands behind the extension headers.
inline bool read_packet(Bytes octets, InnerHeader& packet) {
  ip::IpView view;
  if (ip::read_ip(octets, 0, view) != ip::IpProblem::none) return false;
  const bool first = view.fragment_offset == 0;
  if (first && view.v6() && !ip::skip_extension_headers(view.packet, view.payload)) return false;
  packet.source = view.datagram.path.source;
  packet.destination = view.datagram.path.destination;
  packet.protocol = view.payload.protocol;
  packet.with_addresses = true;
  if (first) read_ports(view.captured_payload(), packet);
  return true;
}

}  // namespace inner

// `protocol` and `octets` as ESP or AH carried them. Nothing when it is no IP packet although the
// mode says so.
inline std::optional<InnerHeader> inner_header(std::uint8_t protocol, Bytes octets,
                                               bool transport) {
  InnerHeader packet;
  if (transport) {
    packet.protocol = protocol;
    inner::read_ports(octets, packet);
    return packet;
  }
  const unsigned version = protocol == ip::protocol::ip4   ? 4
                           : protocol == ip::protocol::ip6 ? 6
                                                           : 0;
  if (octets.empty() || version == 0 || octets[0] >> 4U != version) return std::nullopt;
  if (!inner::read_packet(octets, packet)) return std::nullopt;
  return packet;
}

}  // namespace espect::rules
