// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>

#include "ipsec/bytes/bytes.h"
#include "ipsec/ip/udp.h"

namespace espect::network {

// One TCP segment (RFC 9293 section 3.1).
struct TcpSegment {
  ip::Ports ports;
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgment = 0;
  bool syn = false;
  bool ack = false;
  bool rst = false;
  Bytes data;
  std::uint32_t cut_octets = 0;  // of data, behind what was captured

  std::uint32_t data_octets() const { return static_cast<std::uint32_t>(data.size()) + cut_octets; }
  // Of the first octet of data: SYN takes up a number of its own.
  std::uint32_t data_sequence() const { return sequence + (syn ? 1 : 0); }
};

// `payload` is that of an IP packet, of which `missing` octets more were not captured.
std::optional<TcpSegment> read_tcp(Bytes payload, std::uint32_t missing);

}  // namespace espect::network
