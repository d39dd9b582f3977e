// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/inside.h"

namespace espect::network::header {

// RFC 2516 section 4: version and type, code (0 in a session), session, length, PPP.
Inside pppoe(Bytes bytes) {
  return bytes.size() < 6 || bytes[0] != 0x11 || bytes[1] != 0 ? Inside{} : behind(6, bytes, ppp);
}

}  // namespace espect::network::header
