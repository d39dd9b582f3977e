// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "ipsec/bytes/bytes.h"

namespace espect::sessions {

// RFC 3173 section 3, with the payload decompressed.
struct IpcompContents {
  std::uint8_t next_header = 0;
  std::uint16_t cpi = 0;
  std::vector<std::uint8_t> payload;
};

// Decompresses DEFLATE (RFC 2394), the only transform in use. Nothing when it is none, or grows
// beyond an IP packet.
std::optional<IpcompContents> ipcomp_contents_of(Bytes octets);

}  // namespace espect::sessions
