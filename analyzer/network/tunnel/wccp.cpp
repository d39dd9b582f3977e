// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"

namespace espect::network::header {

// draft-wilson-wrec-wccp-v2-01 section 4.12.2: version 2 puts a redirect header of 4 octets before
// the packet, version 1 none.
Inside wccp(Bytes bytes) {
  return looks_like_ip(bytes) ? ip_at(bytes) : behind(4, bytes, raw_ip);
}

}  // namespace espect::network::header
