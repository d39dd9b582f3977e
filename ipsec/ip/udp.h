// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>

#include "ipsec/bytes/bytes.h"
#include "ipsec/datagram/datagram.h"

namespace espect::ip {

using Content = decltype(Datagram::content);

inline constexpr std::uint32_t udp_header_octets = 8;

struct Ports {
  std::uint16_t source = 0;
  std::uint16_t destination = 0;

  bool has(std::uint16_t port) const { return source == port || destination == port; }
  bool ipsec() const { return has(500) || has(4500); }
  // RFC 3948: with a marker, with ESP. What arrives at port 500 never has one.
  bool nat_traversal() const { return has(4500) && destination != 500; }
};

// The first four octets of UDP and TCP; the caller has checked that they are there.
Ports ports_at(const std::uint8_t* header);

struct Udp {
  Ports ports;
  Bytes data;
  std::uint32_t data_octets = 0;  // what the headers claim; data.size() unless cut
  bool malformed = false;         // the length field is below 8 or past the end of the IP packet
};

// `payload` is that of an IP packet, of which `missing` octets more were not captured. The smaller
// of the UDP length and the IP payload counts; UDP length 0 means the IP payload.
std::optional<Udp> read_udp(Bytes payload, std::uint32_t missing);

// IKE, ESP or a keepalive, or none of them.
std::optional<Content> ipsec_content(const Udp& udp);

// The same question for the beginning of UDP data, as ICMP quotes and first fragments have it.
Carried carried_in(Ports ports, Bytes data);

}  // namespace espect::ip
