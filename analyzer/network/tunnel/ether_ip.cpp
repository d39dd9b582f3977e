// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"

namespace espect::network::header {

// RFC 3378: version 3 and 12 reserved bits.
Inside ether_ip(Bytes bytes) {
  return bytes.empty() || bytes[0] >> 4 != 3 ? Inside{} : behind(2, bytes, ethernet);
}

}  // namespace espect::network::header
