// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/ip/headers.h"

#include "ipsec/bytes/endian.h"
#include "ipsec/bytes/reader.h"

namespace espect::ip {
namespace {

constexpr std::uint8_t loose_source_route = 131, strict_source_route = 137;
constexpr std::size_t address_octets = 16;

std::uint32_t header_octets(std::uint8_t protocol, std::uint8_t length) {
  switch (protocol) {
    case protocol::ah:
      return (length + 2U) * 4;
    case protocol::fragment:
      return fragment_header_octets;
    default:
      return (length + 1U) * 8;
  }
}

std::optional<Address> end_of_route6(Bytes header) {
  constexpr std::uint8_t source_route = 0, home_address = 2, segment_routing = 4;
  const std::uint8_t type = header[2];
  const std::uint8_t segments_left = header[3];
  const Bytes addresses = header.subspan(8);
  if (segments_left == 0 || addresses.size() < address_octets) return std::nullopt;
  switch (type) {
    case source_route:
    case home_address:
      return Address::v6_from(addresses.data() +
                              (addresses.size() / address_octets - 1) * address_octets);
    case segment_routing:
      return Address::v6_from(addresses.data());
    default:
      return std::nullopt;
  }
}

std::optional<Address> end_of_route4(Bytes options) {
  Reader in(options);
  while (!in.empty()) {
    const auto type = in.number<std::uint8_t>("option");
    if (type == 0) return std::nullopt;
    if (type == 1) continue;
    const auto length = in.number<std::uint8_t>("option length");
    if (length < 2) return std::nullopt;
    const Bytes data = in.take(length - 2U, "option data");
    if (type != loose_source_route && type != strict_source_route) continue;
    // The pointer is past the end when the route is used up.
    if (data.size() < 5 || data[0] >= length) return std::nullopt;
    return Address::v4_from(data.last(4).data());
  }
  return std::nullopt;
}

}  // namespace

HeaderPlace first_header(Bytes packet) {
  if (packet[0] >> 4 == 4) return {packet[9], (packet[0] & 0x0fU) * 4, 9};
  return {packet[6], ip6_header_octets, 6};
}

Bytes header_at(Bytes packet, const HeaderPlace& place) {
  Reader in(packet);
  in.take(place.at, "headers before");
  Reader start = in;
  start.number<std::uint8_t>("next header");
  const auto length = start.number<std::uint8_t>("header length");
  if (!start.ok()) return {};
  return in.take(header_octets(place.protocol, length), "header");
}

bool skip_extension_headers(Bytes packet, HeaderPlace& place) {
  while (is_extension_header(place.protocol)) {
    const Bytes header = header_at(packet, place);
    if (header.empty()) return false;
    place = behind(place, header);
  }
  return true;
}

ClaimedLength claimed_length(Bytes packet) {
  if (packet.empty()) return {};
  switch (packet[0] >> 4) {
    case 4: {
      if (packet.size() < 4) return {};
      const std::size_t octets = load_be<std::uint16_t>(packet.data() + 2);
      return {.known = true, .bad = octets < ip4_header_octets, .octets = octets};
    }
    case 6:
      if (packet.size() < 6) return {};
      return {.known = true,
              .octets = ip6_header_octets + load_be<std::uint16_t>(packet.data() + 4)};
    default:
      return {.known = true, .bad = true};
  }
}

std::optional<std::size_t> packet_octets(Bytes packet) {
  const ClaimedLength length = claimed_length(packet);
  const std::size_t least =
      !packet.empty() && packet[0] >> 4 == 6 ? ip6_header_octets : ip4_header_octets;
  if (!length.known || length.bad || packet.size() < least) return std::nullopt;
  return length.octets;
}

std::optional<Address> final_destination(Bytes ip_header) {
  if (ip_header.size() < ip4_header_octets) return std::nullopt;
  if (ip_header[0] >> 4 == 4) return end_of_route4(ip_header.subspan(ip4_header_octets));
  if (ip_header.size() < ip6_header_octets) return std::nullopt;
  for (HeaderPlace place = first_header(ip_header);
       is_extension_header(place.protocol) || place.protocol == protocol::fragment;) {
    const Bytes header = header_at(ip_header, place);
    if (header.empty()) return std::nullopt;
    if (place.protocol == protocol::routing)
      if (const auto end = end_of_route6(header)) return end;
    place = behind(place, header);
  }
  return std::nullopt;
}

}  // namespace espect::ip
