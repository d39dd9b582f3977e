// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/ip/ip.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"
#include "ipsec/sessions/esp/vpn_id.h"

namespace espect::network {
namespace {

constexpr std::uint32_t ip4_header_octets = 20;
constexpr std::uint32_t ip6_header_octets = 40;
constexpr std::uint32_t fragment_header_octets = 8;

// Trims padding and notes what the header claims but the capture does not hold.
void fit(Bytes bytes, std::uint64_t on_the_wire, std::uint32_t claimed, Ip& ip) {
  ip.datagram.ip.packet_octets = claimed;
  ip.datagram.ip.largest_piece = claimed;
  ip.length_past_end = claimed > on_the_wire;
  ip.packet = bytes.first(std::min<std::size_t>(bytes.size(), claimed));
  ip.missing = claimed - static_cast<std::uint32_t>(ip.packet.size());
}

IpProblem read_ip4(Bytes bytes, std::uint32_t beyond, Ip& ip) {
  const IpProblem short_of = beyond > 0 ? IpProblem::cut : IpProblem::malformed;
  if (bytes.size() < ip4_header_octets) return short_of;
  const std::uint8_t* header = bytes.data();
  const std::uint32_t header_octets = (header[0] & 0x0fU) * 4;
  if (header_octets < ip4_header_octets) return IpProblem::malformed;
  if (bytes.size() < header_octets) return short_of;

  const std::uint64_t on_the_wire = std::uint64_t{bytes.size()} + beyond;
  std::uint32_t total = load_be<std::uint16_t>(header + 2);
  if (total == 0)
    total = static_cast<std::uint32_t>(std::min<std::uint64_t>(on_the_wire, UINT32_MAX));
  if (total < header_octets) return IpProblem::malformed;
  fit(bytes, on_the_wire, total, ip);

  const auto flags = load_be<std::uint16_t>(header + 6);
  ip.datagram.ip.traffic_class = header[1];
  ip.datagram.ip.identification = load_be<std::uint16_t>(header + 4);
  ip.datagram.ip.dont_fragment = (flags & 0x4000) != 0;
  ip.datagram.ip.ttl = header[8];
  ip.more_fragments = (flags & 0x2000) != 0;
  ip.fragment_offset = (flags & 0x1fffU) * 8;
  ip.fragment = ip.more_fragments || ip.fragment_offset != 0;
  ip.payload = {header[9], header_octets, 9};
  ip.datagram.path.source.assign_v4(header + 12);
  ip.datagram.path.destination.assign_v4(header + 16);
  return IpProblem::none;
}

IpProblem read_ip6(Bytes bytes, std::uint32_t beyond, Ip& ip) {
  if (bytes.size() < ip6_header_octets) return beyond > 0 ? IpProblem::cut : IpProblem::malformed;
  const std::uint8_t* header = bytes.data();
  fit(bytes, std::uint64_t{bytes.size()} + beyond,
      ip6_header_octets + load_be<std::uint16_t>(header + 4), ip);
  ip.datagram.ip.traffic_class = static_cast<std::uint8_t>(load_be<std::uint16_t>(header) >> 4);
  ip.datagram.ip.flow_label = load_be<std::uint32_t>(header) & 0xfffffU;
  ip.datagram.ip.ttl = header[7];
  ip.datagram.ip.dont_fragment = true;
  ip.datagram.path.source.assign_v6(header + 8);
  ip.datagram.path.destination.assign_v6(header + 24);
  ip.payload = {header[6], ip6_header_octets, 6};

  const IpProblem short_of = ip.missing > 0 ? IpProblem::cut : IpProblem::malformed;
  if (!skip_extension_headers(ip.packet, ip.payload)) return short_of;
  if (ip.payload.at > ip6_header_octets)
    ip.datagram.ip.vpn_id_option = sessions::vpn_id_option(ip.packet.first(ip.payload.at));
  if (ip.payload.protocol != protocol::fragment) return IpProblem::none;

  ip.fragment_header = ip.payload;
  if (ip.packet.size() - ip.payload.at < fragment_header_octets) return short_of;
  const std::uint8_t* fragment = ip.packet.data() + ip.payload.at;
  const auto offset_and_flags = load_be<std::uint16_t>(fragment + 2);
  ip.more_fragments = (offset_and_flags & 1) != 0;
  ip.fragment_offset = offset_and_flags & 0xfff8U;
  ip.datagram.ip.identification = load_be<std::uint32_t>(fragment + 4);
  ip.datagram.ip.dont_fragment = false;
  ip.payload = {fragment[0], ip.payload.at + fragment_header_octets, ip.payload.at};
  ip.fragment = ip.more_fragments || ip.fragment_offset != 0;
  // RFC 6946: an atomic fragment is a whole packet, whatever else has its identification.
  if (!ip.fragment && !skip_extension_headers(ip.packet, ip.payload)) return short_of;
  return IpProblem::none;
}

}  // namespace

IpProblem read_ip(Bytes bytes, std::uint32_t beyond, Ip& ip) {
  if (bytes.empty()) return beyond > 0 ? IpProblem::cut : IpProblem::malformed;
  switch (bytes[0] >> 4) {
    case 4:
      return read_ip4(bytes, beyond, ip);
    case 6:
      return read_ip6(bytes, beyond, ip);
    default:
      return IpProblem::malformed;
  }
}

bool skip_extension_headers(Bytes packet, Place& place) {
  for (;;) {
    switch (place.protocol) {
      case 0:    // hop-by-hop options
      case 43:   // routing
      case 60:   // destination options
      case 135:  // mobility
      case 139:  // HIP
      case 140:  // shim6
        break;
      default:
        return true;
    }
    if (packet.size() < std::size_t{place.at} + 2) return false;
    const std::uint32_t length = (packet[place.at + 1] + 1U) * 8;
    if (packet.size() - place.at < length) return false;
    place = {packet[place.at], place.at + length, place.at};
  }
}

}  // namespace espect::network
