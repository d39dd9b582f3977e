// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "ipsec/bytes/bytes.h"
#include "ipsec/registry/tables.h"

// Hashes over all parts in order; empty when the library refuses.
namespace espect::crypto {

// 20 octets, as NAT detection of IKEv2 wants them (RFC 7296 section 2.23).
std::vector<std::uint8_t> sha1(std::initializer_list<Bytes> parts);

// The hash under a pseudorandom function that is an HMAC: what IKEv1 negotiates is that hash (RFC
// 2409 section 4). Empty also of a function that is none.
std::vector<std::uint8_t> hash_of(registry::PseudorandomFunction prf,
                                  std::initializer_list<Bytes> parts);

}  // namespace espect::crypto
