// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"

namespace espect::network::header {

Inside raw_ip4(Bytes frame) {
  return ip4_at(frame);
}

Inside raw_ip6(Bytes frame) {
  return ip6_at(frame);
}

// Direction, compression type and 14 octets of the compressed header before the packet.
Inside slip(Bytes frame) {
  return behind(16, frame, raw_ip);
}

}  // namespace espect::network::header
