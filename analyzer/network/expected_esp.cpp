// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/expected_esp.h"

#include "analyzer/network/link_types.h"
#include "ipsec/bytes/endian.h"
#include "ipsec/ip/headers.h"
#include "ipsec/ip/protocol.h"

namespace espect::network {
namespace {

// Of an IP packet that stands here whole.
struct Payload {
  std::uint8_t protocol = 0;
  Bytes octets;
};

std::optional<Payload> payload_of_ip4(Bytes packet, ExpectedEsp& expected) {
  if (packet.size() < ip::ip4_header_octets) return std::nullopt;
  const std::size_t header = (packet[0] & 0x0fU) * std::size_t{4};
  const std::size_t total = load_be<std::uint16_t>(packet.data() + 2);
  const bool fragment = (load_be<std::uint16_t>(packet.data() + 6) & 0x3fffU) != 0;
  if (header < ip::ip4_header_octets || total < header || total > packet.size() || fragment)
    return std::nullopt;
  expected.source.assign_v4(packet.data() + 12);
  expected.destination.assign_v4(packet.data() + 16);
  return Payload{packet[9], packet.first(total).subspan(header)};
}

std::optional<Payload> payload_of_ip6(Bytes packet, ExpectedEsp& expected) {
  if (packet.size() < ip::ip6_header_octets) return std::nullopt;
  const std::size_t octets = load_be<std::uint16_t>(packet.data() + 4);
  if (octets > packet.size() - ip::ip6_header_octets) return std::nullopt;
  expected.source.assign_v6(packet.data() + 8);
  expected.destination.assign_v6(packet.data() + 24);
  return Payload{packet[6], packet.subspan(ip::ip6_header_octets, octets)};
}

std::optional<Payload> payload_of(const capture::Packet& packet, ExpectedEsp& expected) {
  constexpr int most_headers = 4;
  Inside inside = by_link_type(packet.link_type, packet.bytes);
  for (int headers = 0; inside.next != nullptr && headers < most_headers; ++headers)
    inside = inside.next(inside.bytes);
  if (inside.network == Network::none || inside.bytes.empty()) return std::nullopt;
  switch (inside.bytes[0] >> 4) {
    case 4:
      return payload_of_ip4(inside.bytes, expected);
    case 6:
      return payload_of_ip6(inside.bytes, expected);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<ExpectedEsp> expected_esp(const capture::Packet& packet,
                                        const ip::IpsecPorts& ports) {
  ExpectedEsp expected;
  expected.frame = packet.frame;
  const auto payload = payload_of(packet, expected);
  if (!payload) return std::nullopt;
  if (payload->protocol == ip::protocol::esp) {
    expected.packet = payload->octets;
  } else if (payload->protocol == ip::protocol::udp) {
    const auto udp = ip::read_udp(payload->octets, 0);
    if (!udp || ports.kind_of(udp->ports) != ip::PortKind::nat_traversal) return std::nullopt;
    expected.packet = udp->data;  // of IKE it begins with an SPI that nobody has: 0
  }
  return expected.packet.size() >= smallest_esp ? std::optional(expected) : std::nullopt;
}

}  // namespace espect::network
