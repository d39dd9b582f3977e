// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/ip/ip_view.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"
#include "ipsec/bytes/reader.h"

namespace espect::ip {
namespace {

// Trims padding and notes what the header claims but the capture does not hold.
void fit(Bytes bytes, std::uint64_t on_the_wire, std::uint32_t claimed, IpView& view) {
  view.datagram.ip.packet_octets = claimed;
  view.datagram.ip.largest_piece = claimed;
  view.length_past_end = claimed > on_the_wire;
  view.packet = bytes.first(std::min<std::size_t>(bytes.size(), claimed));
  view.missing = claimed - static_cast<std::uint32_t>(view.packet.size());
}

void follow_route(Bytes ip_header, Path& path) {
  if (const auto destination = final_destination(ip_header)) path.destination = *destination;
}

IpProblem read_ip4(Bytes bytes, std::uint32_t beyond, IpView& view) {
  const IpProblem short_of = beyond > 0 ? IpProblem::cut : IpProblem::malformed;
  Reader in(bytes);
  const std::uint8_t* header = in.take(ip4_header_octets, "IPv4 header").data();
  if (!in.ok()) return short_of;
  const std::uint32_t header_octets = (header[0] & 0x0fU) * 4;
  if (header_octets != ip4_header_octets) [[unlikely]] {
    if (header_octets < ip4_header_octets) return IpProblem::malformed;
    in.take(header_octets - ip4_header_octets, "IPv4 options");
    if (!in.ok()) return short_of;
  }

  const std::uint64_t on_the_wire = std::uint64_t{bytes.size()} + beyond;
  std::uint32_t total = load_be<std::uint16_t>(header + 2);
  if (total == 0)
    total = static_cast<std::uint32_t>(std::min<std::uint64_t>(on_the_wire, UINT32_MAX));
  if (total < header_octets) return IpProblem::malformed;
  fit(bytes, on_the_wire, total, view);

  const auto flags = load_be<std::uint16_t>(header + 6);
  view.datagram.ip.traffic_class = header[1];
  view.datagram.ip.identification = load_be<std::uint16_t>(header + 4);
  view.datagram.ip.dont_fragment = (flags & 0x4000) != 0;
  view.datagram.ip.ttl = header[8];
  view.more_fragments = (flags & 0x2000) != 0;
  view.fragment_offset = (flags & 0x1fffU) * 8;
  view.fragment = view.more_fragments || view.fragment_offset != 0;
  view.payload = {header[9], header_octets, 9};
  view.datagram.path.source.assign_v4(header + 12);
  view.datagram.path.destination.assign_v4(header + 16);
  if (header_octets > ip4_header_octets) [[unlikely]]
    follow_route(bytes.first(header_octets), view.datagram.path);
  return IpProblem::none;
}

// RFC 8200 section 4.5. `view.payload` is at the Fragment header.
IpProblem read_fragment_header(IpView& view, IpProblem short_of) {
  view.fragment_header = view.payload;
  const Bytes header = header_at(view.packet, view.payload);
  if (header.empty()) return short_of;
  const auto offset_and_flags = load_be<std::uint16_t>(header.data() + 2);
  view.more_fragments = (offset_and_flags & 1) != 0;
  view.fragment_offset = offset_and_flags & 0xfff8U;
  view.datagram.ip.identification = load_be<std::uint32_t>(header.data() + 4);
  view.datagram.ip.dont_fragment = false;
  view.payload = behind(view.payload, header);
  view.fragment = view.more_fragments || view.fragment_offset != 0;
  // RFC 6946: an atomic fragment is a whole packet, whatever else has its identification.
  if (!view.fragment && !skip_extension_headers(view.packet, view.payload)) return short_of;
  return IpProblem::none;
}

IpProblem read_ip6(Bytes bytes, std::uint32_t beyond, IpView& view) {
  Reader in(bytes);
  const std::uint8_t* header = in.take(ip6_header_octets, "IPv6 header").data();
  if (!in.ok()) return beyond > 0 ? IpProblem::cut : IpProblem::malformed;
  fit(bytes, std::uint64_t{bytes.size()} + beyond,
      ip6_header_octets + load_be<std::uint16_t>(header + 4), view);
  view.datagram.ip.traffic_class = static_cast<std::uint8_t>(load_be<std::uint16_t>(header) >> 4);
  view.datagram.ip.flow_label = load_be<std::uint32_t>(header) & 0xfffffU;
  view.datagram.ip.ttl = header[7];
  view.datagram.ip.dont_fragment = true;
  view.datagram.path.source.assign_v6(header + 8);
  view.datagram.path.destination.assign_v6(header + 24);
  view.payload = {header[6], ip6_header_octets, 6};

  const IpProblem short_of = view.missing > 0 ? IpProblem::cut : IpProblem::malformed;
  if (!skip_extension_headers(view.packet, view.payload)) return short_of;
  if (view.payload.protocol == protocol::fragment)
    if (const auto problem = read_fragment_header(view, short_of); problem != IpProblem::none)
      return problem;
  if (view.payload.at > ip6_header_octets) [[unlikely]] {
    view.datagram.extension_headers = view.packet.first(view.payload.at);
    follow_route(view.datagram.extension_headers, view.datagram.path);
  }
  return IpProblem::none;
}

}  // namespace

IpProblem read_ip(Bytes bytes, std::uint32_t beyond, IpView& view) {
  if (bytes.empty()) return beyond > 0 ? IpProblem::cut : IpProblem::malformed;
  switch (bytes[0] >> 4) {
    case 4:
      return read_ip4(bytes, beyond, view);
    case 6:
      return read_ip6(bytes, beyond, view);
    default:
      return IpProblem::malformed;
  }
}

}  // namespace espect::ip
