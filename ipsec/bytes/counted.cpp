// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/counted.h"

#include <fmt/format.h>

namespace espect {

std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace espect
