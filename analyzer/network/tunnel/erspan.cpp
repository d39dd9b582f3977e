// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"

// draft-foschiano-erspan-03 sections 4.2 and 4.3.
namespace espect::network::header {

Inside erspan2(Bytes bytes) {
  return behind(8, bytes, ethernet);
}

// Version, VLAN, session, time stamp, security group; the last octet says whether 8 octets about
// the platform follow, and the one before the frame type.
Inside erspan3(Bytes bytes) {
  constexpr std::uint8_t frame_type_mask = 0x7c, ip_packet = 2, optional_subheader = 0x01;
  if (bytes.size() < 12) return {};
  const unsigned frame_type = (bytes[10] & frame_type_mask) >> 2;
  const std::size_t octets = (bytes[11] & optional_subheader) != 0 ? 20 : 12;
  return behind(octets, bytes, frame_type == ip_packet ? raw_ip : ethernet);
}

}  // namespace espect::network::header
