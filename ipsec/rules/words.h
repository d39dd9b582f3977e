// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/bytes/counted.h"

// Words of sentences that depend on a number; counted() is one of them.
namespace espect::rules {

// The verb behind it: verb(count, "is", "are").
constexpr std::string_view verb(std::uint64_t number, std::string_view one, std::string_view many) {
  return number == 1 ? one : many;
}

}  // namespace espect::rules
