// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/ethertypes.h"
#include "ipsec/bytes/endian.h"

namespace espect::network::header {
namespace {

// The protocol is an EtherType or a number below 1536 of if_ether.h; what kind of device it was
// (ARPHRD_) decides where that means nothing.
Inside cooked(std::uint16_t protocol, std::uint16_t device, Bytes payload) {
  constexpr std::uint16_t wireless = 801, prism_header = 802, radiotap_header = 803;
  constexpr std::uint16_t every_protocol = 0x0003, llc_frames = 0x0004;
  switch (device) {
    case wireless:
      return header_at(ieee80211, payload);
    case prism_header:
      return header_at(prism, payload);
    case radiotap_header:
      return header_at(radiotap, payload);
    default:
      break;
  }
  if (protocol == llc_frames) return header_at(llc, payload);
  // Tunnel devices without a link header.
  if (protocol == every_protocol || protocol == 0)
    return looks_like_ip(payload) ? ip_at(payload) : Inside{};
  return by_ethertype(protocol, payload);
}

}  // namespace

// Direction, device type, address length and address, protocol.
Inside linux_cooked(Bytes frame) {
  if (frame.size() < 16) return {};
  return cooked(load_be<std::uint16_t>(frame.data() + 14), load_be<std::uint16_t>(frame.data() + 2),
                frame.subspan(16));
}

// Protocol, reserved, interface, device type, direction, address length and address.
Inside linux_cooked2(Bytes frame) {
  if (frame.size() < 20) return {};
  return cooked(load_be<std::uint16_t>(frame.data()), load_be<std::uint16_t>(frame.data() + 8),
                frame.subspan(20));
}

}  // namespace espect::network::header
