// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/table/seeded_hash.h"

namespace espect::sessions {

// Tells octets apart that were seen before; another one in every process.
inline std::uint64_t digest_of(Bytes octets) {
  return seeded_hash(octets);
}

}  // namespace espect::sessions
