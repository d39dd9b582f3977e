// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "ipsec/bytes/bytes.h"

// How much that which came out of a cipher looks like what ESP carries: plaintext describes itself
// (RFC 4303 section 2, RFC 5879 section 8), what a wrong key makes is noise.
namespace espect::sessions {

// Bits that noise would have to hit by chance.
constexpr unsigned proof_alone = 40;     // one packet proves its key
constexpr unsigned proof_repeated = 24;  // two packets do

// `plaintext`: payload data, padding, pad length and next header. 0 when it contradicts itself.
// Counts padding 1, 2, 3, ..., the next header, lengths that fit exactly, and checksums.
unsigned legible_bits(Bytes plaintext);

// False when no receiver could read it as a packet: padding or an inner IP header that does not
// fit, or a next header that nobody uses behind padding that nobody writes.
bool may_be_packet(Bytes plaintext);

}  // namespace espect::sessions
