// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <compare>
#include <cstdint>
#include <string>

namespace espect {

// A point in capture time: nanoseconds since 1970-01-01 UTC.
struct Time {
  std::int64_t nanoseconds = 0;
  friend constexpr auto operator<=>(Time, Time) = default;
};

constexpr double seconds_between(Time earlier, Time later) {
  return static_cast<double>(later.nanoseconds - earlier.nanoseconds) / 1e9;
}

// "1795528434.100000000": Unix seconds with nine decimals, as the JSON report wants it.
std::string to_text(Time time);

}  // namespace espect
