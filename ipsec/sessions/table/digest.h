// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <functional>
#include <string_view>

#include "ipsec/bytes/bytes.h"

namespace espect::sessions {

// Tells octets apart that were seen before; no cryptographic hash, and not the same in every run of
// every build.
inline std::uint64_t digest_of(Bytes octets) {
  return std::hash<std::string_view>{}(std::string_view(
      reinterpret_cast<const char*>(octets.data()), octets.size()));  // NOLINT: octets as text
}

}  // namespace espect::sessions
