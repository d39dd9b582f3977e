// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "samples/make/octets.h"

// Sessions of a peer with a fault, or with a purpose: before a message is sealed something in it is
// made untrue. `espect_make_samples --broken SEED`; for tests, never for samples/.
namespace espect::samples {

// From now on the functions below change what they are given, now and then.
void break_with(std::uint64_t seed);

// A chain of payloads: a length that lies, a number at an edge, payloads twice or missing, an end
// that comes early.
Octets broken_chain(Octets chain);
// A header of fixed form: one octet or one number.
Octets broken_header(Octets header);
// What ESP protects, with its trailer.
Octets broken_packet(Octets plaintext);

}  // namespace espect::samples
