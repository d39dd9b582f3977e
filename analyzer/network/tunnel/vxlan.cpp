// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"

namespace espect::network::header {

// RFC 7348: Ethernet. With the P flag of draft-ietf-nvo3-vxlan-gpe-12 the fourth octet says what.
Inside vxlan(Bytes bytes) {
  constexpr std::uint8_t with_identifier = 0x08, with_protocol = 0x04;
  if (bytes.size() < 8 || (bytes[0] & with_identifier) == 0) return {};
  if ((bytes[0] & with_protocol) == 0) return behind(8, bytes, ethernet);
  switch (bytes[3]) {
    case 1:
      return ip4_at(bytes.subspan(8));
    case 2:
      return ip6_at(bytes.subspan(8));
    case 3:
      return behind(8, bytes, ethernet);
    case 4:
      return behind(8, bytes, network_service);
    case 5:
      return behind(8, bytes, mpls);
    default:
      return closed("VXLAN-GPE of an unknown protocol");
  }
}

}  // namespace espect::network::header
