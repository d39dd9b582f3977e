// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/ip_headers.h"

#include <cstring>

#include "ipsec/bytes/endian.h"
#include "ipsec/ip/headers.h"

namespace espect::plugin {

FrameOctets octets_of_frame(tvbuff_t* tvb) {
  const unsigned size = tvb != nullptr ? tvb_captured_length(tvb) : 0;
  if (size == 0) return {};
  const unsigned reported = tvb_reported_length(tvb);
  return {Bytes(tvb_get_ptr(tvb, 0, static_cast<int>(size)), size),
          reported > size ? reported - size : 0};
}

Time time_of(const packet_info* pinfo) {
  return {pinfo->abs_ts.secs * std::int64_t{1'000'000'000} + pinfo->abs_ts.nsecs};
}

bool is_ip_header(Bytes octets, std::size_t at, const address& source, const address& destination) {
  const Bytes here = octets.subspan(at);
  if (here.empty()) return false;
  if (source.type == AT_IPv4)
    return here.size() >= ip::ip4_header_octets && here[0] >> 4 == 4 && (here[0] & 15) >= 5 &&
           std::memcmp(here.data() + 12, source.data, 4) == 0 &&
           std::memcmp(here.data() + 16, destination.data, 4) == 0;
  return here.size() >= ip::ip6_header_octets && here[0] >> 4 == 6 &&
         std::memcmp(here.data() + 8, source.data, 16) == 0 &&
         std::memcmp(here.data() + 24, destination.data, 16) == 0;
}

bool read_ip_packet(const FrameOctets& frame, const packet_info* pinfo, ip::IpView& view) {
  for (std::size_t at = 0; at < frame.octets.size() && at < farthest_ip_header; ++at)
    if (is_ip_header(frame.octets, at, pinfo->net_src, pinfo->net_dst))
      return ip::read_ip(frame.octets.subspan(at), frame.beyond, view) == ip::IpProblem::none;
  return false;
}

IpFacts facts_of(Bytes header) {
  IpFacts facts;
  if (header[0] >> 4 == 4) {
    facts.traffic_class = header[1];
    facts.packet_octets = load_be<std::uint16_t>(header.data() + 2);
    facts.identification = load_be<std::uint16_t>(header.data() + 4);
    facts.dont_fragment = (header[6] & 0x40) != 0;
    facts.ttl = header[8];
  } else {
    facts.traffic_class = static_cast<std::uint8_t>(load_be<std::uint16_t>(header.data()) >> 4);
    facts.packet_octets = ip::ip6_header_octets + load_be<std::uint16_t>(header.data() + 4);
    facts.flow_label = load_be<std::uint32_t>(header.data()) & 0xfffffU;
    facts.ttl = header[7];
    facts.dont_fragment = true;
  }
  facts.largest_piece = facts.packet_octets;
  return facts;
}

}  // namespace espect::plugin
