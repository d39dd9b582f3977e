// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/ethertypes.h"
#include "ipsec/bytes/endian.h"

// Networks whose frames lead to LLC or to an EtherType.
namespace espect::network::header {

// IEEE 802.5: access and frame control, addresses, source route when the highest bit of the
// source says so.
Inside token_ring(Bytes frame) {
  constexpr std::uint8_t routed = 0x80, length_mask = 0x1f;
  if (frame.size() < 16) return {};
  const std::size_t route = (frame[8] & routed) != 0 ? frame[14] & length_mask : 0;
  return behind(14 + route, frame, llc);
}

// Frame control, addresses.
Inside fddi(Bytes frame) {
  return behind(13, frame, llc);
}

Inside ip_over_ieee1394(Bytes frame) {
  if (frame.size() < 18) return {};
  return by_ethertype(load_be<std::uint16_t>(frame.data() + 16), frame.subspan(18));
}

// RFC 4391 section 6, behind the global routing header.
Inside ip_over_infiniband(Bytes frame) {
  if (frame.size() < 44) return {};
  return by_ethertype(load_be<std::uint16_t>(frame.data() + 40), frame.subspan(44));
}

}  // namespace espect::network::header
