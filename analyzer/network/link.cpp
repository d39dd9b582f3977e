// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/link.h"

#include <cstddef>

#include "ipsec/bytes/endian.h"

namespace espect::network {
namespace {

// RFC 1661 section 5, with or without HDLC's address and control octets. RFC 1661 section 6.5: an
// odd first octet is a protocol number compressed to one octet.
LinkPayload ppp(Bytes bytes) {
  if (bytes.size() >= 2 && bytes[0] == 0xff && bytes[1] == 0x03) bytes = bytes.subspan(2);
  if (bytes.size() < 2) return {};
  const std::size_t width = (bytes[0] & 1) != 0 ? 1 : 2;
  const unsigned protocol = width == 1 ? bytes[0] : load_be<std::uint16_t>(bytes.data());
  if (protocol == 0x0021) return {Network::ip4, bytes.subspan(width)};
  if (protocol == 0x0057) return {Network::ip6, bytes.subspan(width)};
  return {};
}

LinkPayload by_ethertype(std::uint16_t type, Bytes bytes) {
  while (type == 0x8100 || type == 0x88a8 || type == 0x9100) {
    if (bytes.size() < 4) return {};
    type = load_be<std::uint16_t>(bytes.data() + 2);
    bytes = bytes.subspan(4);
  }
  if (type == 0x0800) return {Network::ip4, bytes};
  if (type == 0x86dd) return {Network::ip6, bytes};
  // PPPoE session (RFC 2516 section 4): version, code, session and length, then PPP.
  if (type == 0x8864 && bytes.size() >= 6) return ppp(bytes.subspan(6));
  return {};
}

LinkPayload ethertype_at(std::size_t at, std::size_t header, Bytes frame) {
  if (frame.size() < header) return {};
  return by_ethertype(load_be<std::uint16_t>(frame.data() + at), frame.subspan(header));
}

Network by_family(std::uint32_t family) {
  switch (family) {
    case 2:
      return Network::ip4;
    case 10:  // Linux
    case 23:  // Windows
    case 24:  // NetBSD, OpenBSD
    case 28:  // FreeBSD
    case 30:  // Darwin
      return Network::ip6;
    default:
      return Network::other;
  }
}

// LINKTYPE_NULL is in the byte order of the host that captured; LINKTYPE_LOOP in network order.
LinkPayload loopback(Bytes frame, bool either_order) {
  if (frame.size() < 4) return {};
  Network network = by_family(load_be<std::uint32_t>(frame.data()));
  if (network == Network::other && either_order)
    network = by_family(load_le<std::uint32_t>(frame.data()));
  return {network, frame.subspan(4)};
}

}  // namespace

LinkPayload link_payload(std::uint16_t link_type, Bytes frame) {
  switch (link_type) {
    case 1:  // Ethernet
      return ethertype_at(12, 14, frame);
    case 0:
      return loopback(frame, true);
    case 9:
      return ppp(frame);
    case 12:   // raw IP as some systems write it
    case 14:   // the same, OpenBSD
    case 101:  // LINKTYPE_RAW
      return {Network::ip_either, frame};
    case 108:
      return loopback(frame, false);
    case 113:  // Linux cooked, version 1
      return ethertype_at(14, 16, frame);
    case 228:
      return {Network::ip4, frame};
    case 229:
      return {Network::ip6, frame};
    case 276:  // Linux cooked, version 2
      return ethertype_at(0, 20, frame);
    default:
      return {Network::unknown_link, frame};
  }
}

}  // namespace espect::network
