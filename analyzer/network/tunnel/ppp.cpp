// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"
#include "ipsec/bytes/endian.h"

namespace espect::network {

// RFC 1661 section 5, with or without HDLC's address and control octets. RFC 1661 section 6.5: an
// odd first octet is a protocol number compressed to one octet.
Inside header::ppp(Bytes bytes) {
  if (bytes.size() >= 2 && bytes[0] == 0xff && bytes[1] == 0x03) bytes = bytes.subspan(2);
  if (bytes.size() < 2) return {};
  const std::size_t width = (bytes[0] & 1) != 0 ? 1 : 2;
  const unsigned protocol = width == 1 ? bytes[0] : load_be<std::uint16_t>(bytes.data());
  bytes = bytes.subspan(width);
  switch (protocol) {
    case 0x0021:
      return ip4_at(bytes);
    case 0x0057:
      return ip6_at(bytes);
    case 0x0281:
    case 0x0283:
      return header_at(mpls, bytes);
    case 0x003d:
      return closed("multilink PPP");
    case 0x0053:
    case 0x0055:
      return closed("encrypted PPP");
    case 0x00fb:
    case 0x00fd:
      return closed("compressed or encrypted PPP");
    default:
      return {};
  }
}

}  // namespace espect::network
