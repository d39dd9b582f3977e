// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <zlib.h>

#include "tests/support/packet_builder.h"

namespace espect::test {

// An IPComp packet, RFC 3173 and RFC 2394. `flush`: Z_FINISH, or Z_SYNC_FLUSH as some kernels do.
Octets ipcomp(std::uint8_t next_header, unsigned cpi, const Octets& payload, int flush = Z_FINISH);

}  // namespace espect::test
