// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"

namespace espect::network::header {

// RFC 9300 section 5.1: flags, nonce, locator bits, then IP. With the P flag of RFC 9305 the fourth
// octet says what; the K bits of RFC 8061 say that it is encrypted.
Inside lisp(Bytes bytes) {
  constexpr std::uint8_t with_protocol = 0x04, key = 0x03;
  if (bytes.size() < 8) return {};
  if ((bytes[0] & key) != 0) return closed("encrypted LISP");
  if ((bytes[0] & with_protocol) == 0) return behind(8, bytes, raw_ip);
  switch (bytes[3]) {
    case 1:
      return ip4_at(bytes.subspan(8));
    case 2:
      return ip6_at(bytes.subspan(8));
    case 3:
      return behind(8, bytes, ethernet);
    case 4:
      return behind(8, bytes, network_service);
    default:
      return closed("LISP of an unknown protocol");
  }
}

}  // namespace espect::network::header
