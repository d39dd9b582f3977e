// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "ipsec/bytes/bytes.h"

namespace espect::crypto {

// Over all parts in order: 20 octets, as NAT detection wants them (RFC 7296 section 2.23). Empty
// when the library refuses.
std::vector<std::uint8_t> sha1(std::initializer_list<Bytes> parts);

}  // namespace espect::crypto
