// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <string>

#include "ipsec/crypto/secret.h"

// Key files that were packed: logs that were rotated.
namespace espect::keys {

bool is_gzip(const crypto::Secret& content);

// All members, one behind the other, at most `most` octets of text. Empty, or why not all of it
// could be unpacked; `text` has what stands before that, as of a truncated log.
std::string unpack_gzip(const crypto::Secret& packed, std::size_t most, crypto::Secret& text);

}  // namespace espect::keys
