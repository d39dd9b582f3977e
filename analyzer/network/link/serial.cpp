// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/ethertypes.h"
#include "ipsec/bytes/endian.h"

// Serial lines: Cisco HDLC, PPP, Frame Relay, each also behind an octet that says the direction.
namespace espect::network {
namespace {

constexpr std::uint8_t unicast = 0x0f, broadcast = 0x8f;

}  // namespace

// RFC 1547 section 4.3.1: address, control, EtherType.
Inside header::c_hdlc(Bytes frame) {
  if (frame.size() < 4 || (frame[0] != unicast && frame[0] != broadcast)) return {};
  return by_ethertype(load_be<std::uint16_t>(frame.data() + 2), frame.subspan(4));
}

namespace header {

// RFC 2427: an address of 2 to 4 octets, of which the last is odd; control, padding, NLPID.
Inside frame_relay(Bytes frame) {
  constexpr std::uint8_t control = 0x03, ip4 = 0xcc, ip6 = 0x8e, snap = 0x80;
  std::size_t at = 0;
  while (at < frame.size() && at < 4 && (frame[at] & 1) == 0) ++at;
  ++at;
  if (at < 2 || frame.size() < at + 4) return {};
  if (frame[at] != control)  // Cisco's own: the EtherType
    return by_ethertype(load_be<std::uint16_t>(frame.data() + at), frame.subspan(at + 2));
  ++at;
  if (frame[at] == 0) ++at;
  const Bytes rest = frame.subspan(at + 1);
  switch (frame[at]) {
    case ip4:
      return ip4_at(rest);
    case ip6:
      return ip6_at(rest);
    case snap:
      if (rest.size() < 5 || rest[0] != 0 || rest[1] != 0 || rest[2] != 0) return {};
      return by_ethertype(load_be<std::uint16_t>(rest.data() + 3), rest.subspan(5));
    default:
      return {};
  }
}

// NetBSD's serial lines: PPP or Cisco HDLC, told by the address.
Inside ppp_serial(Bytes frame) {
  const bool cisco = !frame.empty() && (frame[0] == unicast || frame[0] == broadcast);
  return header_at(cisco ? c_hdlc : ppp, frame);
}

// The direction stands in place of the address.
Inside ppp_pppd(Bytes frame) {
  const bool control = frame.size() >= 2 && frame[1] == 0x03;
  return behind(control ? 2 : 1, frame, ppp);
}

Inside ppp_with_direction(Bytes frame) {
  return behind(1, frame, ppp);
}

Inside c_hdlc_with_direction(Bytes frame) {
  return behind(1, frame, c_hdlc);
}

Inside frame_relay_with_direction(Bytes frame) {
  return behind(1, frame, frame_relay);
}

}  // namespace header
}  // namespace espect::network
