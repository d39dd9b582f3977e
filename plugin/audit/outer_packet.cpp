// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/outer_packet.h"

#include "ipsec/bytes/endian.h"
#include "ipsec/ip/headers.h"
#include "ipsec/ip/icmp.h"
#include "plugin/audit/ip_fragments.h"
#include "plugin/audit/ip_headers.h"

namespace espect::plugin {
namespace {

// As far back as an IP header is looked for: IPv6 extension headers, AH.
constexpr std::size_t search_octets = 1024;

// Where the last IP header before `end` starts; end when there is none.
std::size_t header_before(Bytes octets, std::size_t end, const packet_info* pinfo) {
  const bool v4 = pinfo->net_src.type == AT_IPv4;
  if ((!v4 && pinfo->net_src.type != AT_IPv6) || pinfo->net_dst.type != pinfo->net_src.type)
    return end;
  const std::size_t least = v4 ? ip::ip4_header_octets : ip::ip6_header_octets;
  for (std::size_t back = least; back <= end && back <= search_octets; ++back)
    if (is_ip_header(octets, end - back, pinfo->net_src, pinfo->net_dst)) return end - back;
  return end;
}

void find_icmp(OuterPacket& outer, Bytes before) {
  if (before.size() < ip::icmp_header_octets) return;
  outer.icmp = before.subspan(before.size() - ip::icmp_header_octets);
  outer.quoted = outer.path;
  const Bytes front = before.first(before.size() - ip::icmp_header_octets);
  // The header of the error itself ends where ICMP starts.
  if (front.size() >= ip::ip6_header_octets && outer.path.source.v6) {
    const Bytes header = front.last(ip::ip6_header_octets);
    if (header[0] >> 4 != 6) return;
    outer.path = {Address::v6_from(header.data() + 8), Address::v6_from(header.data() + 24)};
    outer.ip = facts_of(header);
    return;
  }
  for (std::size_t words = 5; words <= 15 && words * 4 <= front.size(); ++words) {
    const Bytes header = front.last(words * 4);
    if (header[0] != (0x40 | words) || header[9] != 1) continue;
    outer.path = {Address::v4_from(header.data() + 12), Address::v4_from(header.data() + 16)};
    outer.ip = facts_of(header);
    return;
  }
}

}  // namespace

Address address_of(const address& from) {
  if (from.type == AT_IPv4) return Address::v4_from(static_cast<const std::uint8_t*>(from.data));
  if (from.type == AT_IPv6) return Address::v6_from(static_cast<const std::uint8_t*>(from.data));
  return {};
}

OuterPacket outer_packet(tvbuff_t* tvb, packet_info* pinfo, bool with_ports) {
  OuterPacket outer;
  outer.frame = pinfo->num;
  outer.time = time_of(pinfo);
  outer.path.source = address_of(pinfo->net_src);
  outer.path.destination = address_of(pinfo->net_dst);
  if (with_ports && (pinfo->ptype == PT_UDP || pinfo->ptype == PT_TCP)) {
    outer.path.source_port = static_cast<std::uint16_t>(pinfo->srcport);
    outer.path.destination_port = static_cast<std::uint16_t>(pinfo->destport);
    outer.path.encapsulation = pinfo->ptype == PT_TCP ? Encapsulation::tcp : Encapsulation::udp;
  }
  const unsigned reported = tvb_reported_length(tvb);
  const unsigned captured = tvb_captured_length(tvb);
  outer.cut_octets = reported > captured ? reported - captured : 0;
  outer.in_icmp_error = pinfo->flags.in_error_pkt;

  tvbuff_t* source = tvb_get_ds_tvb(tvb);
  const int raw = tvb_raw_offset(tvb);
  if (source == nullptr || raw < 0 || static_cast<unsigned>(raw) > tvb_captured_length(source))
    return outer;
  const Bytes front(raw == 0 ? nullptr : tvb_get_ptr(source, 0, raw),
                    static_cast<std::size_t>(raw));
  const std::size_t at = header_before(front, front.size(), pinfo);
  if (at == front.size()) {
    // Reassembled: the header of its last fragment is in the frame.
    if (const auto* packet = fragments_completed_in(pinfo)) {
      outer.ip_header = packet->header;
      outer.ip = packet->facts;
      outer.fragment_frames = packet->frames.data();
      outer.fragment_count = static_cast<std::uint32_t>(packet->frames.size());
    }
    return outer;
  }
  outer.ip_header = front.subspan(at);
  outer.ip = facts_of(outer.ip_header);
  if (outer.in_icmp_error) find_icmp(outer, front.first(at));
  return outer;
}

IcmpError icmp_error_about(const OuterPacket& outer, Content content, Bytes octets) {
  IcmpError error;
  const auto word = [&](std::size_t at) {
    return octets.size() >= at + 4 ? load_be<std::uint32_t>(octets.data() + at) : 0;
  };
  if (!outer.ip_header.empty()) {
    const Bytes quoted = outer.ip_header;
    const bool v6 = quoted[0] >> 4 == 6;
    if (const auto header = ip::read_icmp_header(outer.icmp, v6)) error = *header;
    error.quoted_packet_octets = facts_of(quoted).packet_octets;
    error.quoted.source =
        v6 ? Address::v6_from(quoted.data() + 8) : Address::v4_from(quoted.data() + 12);
    error.quoted.destination =
        v6 ? Address::v6_from(quoted.data() + 24) : Address::v4_from(quoted.data() + 16);
    if (outer.quoted.encapsulation == Encapsulation::udp) {
      error.quoted.source_port = outer.quoted.source_port;
      error.quoted.destination_port = outer.quoted.destination_port;
      error.quoted.encapsulation = Encapsulation::udp;
    }
  }
  switch (content) {
    case Content::ike:
    case Content::marked_ike:
      error.carried = Carried::ike;
      error.ike = octets;
      break;
    case Content::esp:
      error.carried = Carried::esp;
      error.spi = word(0);
      error.sequence = word(4);
      break;
    case Content::ah:
      error.carried = Carried::ah;
      error.spi = word(4);
      error.sequence = word(8);
      break;
    case Content::keepalive:
    case Content::eesp:
      break;
  }
  return error;
}

}  // namespace espect::plugin
