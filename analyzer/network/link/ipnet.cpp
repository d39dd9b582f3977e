// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/link/address_family.h"

namespace espect::network::header {

// Solaris: version, address family, hook type, length, interfaces and zones.
Inside ipnet(Bytes frame) {
  return frame.size() < 24 ? Inside{} : by_family(frame[1], frame.subspan(24));
}

}  // namespace espect::network::header
