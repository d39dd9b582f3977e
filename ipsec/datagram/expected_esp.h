// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "ipsec/bytes/bytes.h"
#include "ipsec/datagram/address.h"

namespace espect {

// An ESP packet that a capture will probably hand on soon, as its outer headers say. The octets are
// borrowed until those who were told of it are told that they go.
struct ExpectedEsp {
  std::uint32_t frame = 0;
  Address source;
  Address destination;
  Bytes packet;  // from the SPI to the ICV, at least 8 octets
};

}  // namespace espect
