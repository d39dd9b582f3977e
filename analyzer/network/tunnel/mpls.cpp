// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"
#include "ipsec/bytes/endian.h"

namespace espect::network {

// RFC 3032: labels until one has the bottom-of-stack bit. Nothing names what follows. A pseudowire
// is Ethernet, behind a control word (RFC 4448 section 4.6), which starts with a nibble of 0, or
// without one; many addresses start with that nibble too.
Inside header::mpls(Bytes bytes) {
  bool bottom = false;
  while (!bottom) {
    if (bytes.size() < 4) return {};
    bottom = (load_be<std::uint32_t>(bytes.data()) & 0x100) != 0;
    bytes = bytes.subspan(4);
  }
  if (bytes.empty()) return {};
  if (looks_like_ip(bytes)) return ip_at(bytes);
  const bool control_word = bytes[0] >> 4 == 0 && !looks_like_ethernet_of_ip(bytes);
  return behind(control_word ? 4 : 0, bytes, ethernet);
}

}  // namespace espect::network
