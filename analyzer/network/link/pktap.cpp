// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/link_types.h"
#include "ipsec/bytes/endian.h"

// Headers that name the link type of what follows, as the host that captured has it.
namespace espect::network::header {
namespace {

// What a system calls raw IP differs; all others are as in files.
Inside by_host_type(std::uint32_t type, Bytes frame) {
  constexpr std::uint32_t darwin_raw = 12, largest = 0xffff;
  if (type == darwin_raw) return ip_at(frame);
  return type > largest ? Inside{} : by_link_type(static_cast<std::uint16_t>(type), frame);
}

}  // namespace

// Darwin's, in its byte order: length, what follows (1: a packet), link type.
Inside pktap(Bytes frame) {
  constexpr std::uint32_t packet_follows = 1;
  if (frame.size() < 12) return {};
  const auto octets = load_le<std::uint32_t>(frame.data());
  if (octets < 12 || octets > frame.size()) return {};
  if (load_le<std::uint32_t>(frame.data() + 4) != packet_follows) return {};
  return by_host_type(load_le<std::uint32_t>(frame.data() + 8), frame.subspan(octets));
}

// Per-Packet Information: version, flags, length, link type.
Inside ppi(Bytes frame) {
  if (frame.size() < 8) return {};
  const std::size_t octets = load_le<std::uint16_t>(frame.data() + 2);
  if (octets < 8 || octets > frame.size()) return {};
  return by_host_type(load_le<std::uint32_t>(frame.data() + 4), frame.subspan(octets));
}

}  // namespace espect::network::header
