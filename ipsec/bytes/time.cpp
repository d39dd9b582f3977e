// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/time.h"

#include <fmt/format.h>

namespace espect {

std::string to_text(Time time) {
  constexpr std::int64_t second = 1'000'000'000;
  std::int64_t whole = time.nanoseconds / second;
  std::int64_t rest = time.nanoseconds % second;
  if (rest < 0) {  // before 1970: -0.5 s is -1 whole second and 0.5 s more
    whole -= 1;
    rest += second;
  }
  return fmt::format("{}.{:09}", whole, rest);
}

}  // namespace espect
