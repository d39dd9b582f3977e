// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"

namespace espect::network {

// Network Service Header, RFC 8300 section 2.2: the length counts words of 4 octets.
Inside header::network_service(Bytes bytes) {
  if (bytes.size() < 8) return {};
  const std::size_t octets = (bytes[1] & 0x3fU) * std::size_t{4};
  if (octets < 8 || octets > bytes.size()) return {};
  switch (bytes[3]) {
    case 1:
      return ip4_at(bytes.subspan(octets));
    case 2:
      return ip6_at(bytes.subspan(octets));
    case 3:
      return behind(octets, bytes, ethernet);
    case 5:
      return behind(octets, bytes, mpls);
    default:
      return {};
  }
}

}  // namespace espect::network
