// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/datagram/datagram.h"
#include "plugin/audit/open_capture.h"
#include "plugin/wireshark/compat.h"

namespace espect::plugin {

// What carries a message or packet, as far as Wireshark says it. Wireshark's API gives dissectors
// behind UDP no IP header, so it is looked for in the octets before the tvb: the place where an IP
// header with the addresses of the packet stands.
struct OuterPacket {
  std::uint32_t frame = 0;
  Time time{};
  Path path;
  IpFacts ip;
  std::uint32_t cut_octets = 0;
  Bytes ip_header;  // up to what the tvb starts with; empty when it was not found
  const std::uint32_t* fragment_frames = nullptr;
  std::uint32_t fragment_count = 0;
  bool in_icmp_error = false;
  // Of an ICMP error, whose own are the path and the facts: its header, as far as its quoted
  // packet, and the path of that.
  Bytes icmp;
  Path quoted;
};
static_assert(std::is_trivially_destructible_v<OuterPacket>);

Address address_of(const address& from);  // none when it is not of IP
OuterPacket outer_packet(tvbuff_t* tvb, packet_info* pinfo, bool with_ports);

IcmpError icmp_error_about(const OuterPacket& outer, Content content, Bytes octets);

}  // namespace espect::plugin
