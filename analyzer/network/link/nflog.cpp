// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "analyzer/network/link/address_family.h"
#include "ipsec/bytes/endian.h"

namespace espect::network::header {
namespace {

// Attributes of netlink: length with its header of 4 octets, type, data, padding to 4 octets.
// The packet is the data of one of them.
template <std::uint16_t (*Load)(const std::uint8_t*)>
Inside packet_among(Bytes attributes, std::uint8_t family) {
  constexpr std::uint16_t nfula_payload = 9;
  constexpr std::size_t header_octets = 4;
  while (attributes.size() >= header_octets) {
    const std::size_t length = Load(attributes.data());
    if (length < header_octets) return {};
    if (Load(attributes.data() + 2) == nfula_payload) {
      const Bytes rest = attributes.subspan(header_octets);
      // A snap length may have cut the packet, so its length is not held against it.
      const Bytes packet = rest.first(std::min(length - header_octets, rest.size()));
      const Inside inside = by_family(family, packet);
      return inside.network == Network::none && looks_like_ip(packet) ? ip_at(packet) : inside;
    }
    const std::size_t padded = (length + 3) / 4 * 4;
    if (padded > attributes.size()) return {};
    attributes = attributes.subspan(padded);
  }
  return {};
}

}  // namespace

// Address family, version 0, resource, then attributes in the byte order of the host.
Inside nflog(Bytes frame) {
  if (frame.size() < 4 || frame[1] != 0) return {};
  const Inside inside = packet_among<load_le<std::uint16_t>>(frame.subspan(4), frame[0]);
  if (inside.network != Network::none) return inside;
  return packet_among<load_be<std::uint16_t>>(frame.subspan(4), frame[0]);
}

}  // namespace espect::network::header
