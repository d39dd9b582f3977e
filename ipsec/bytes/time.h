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

// Times that a capture or a clock may have: from 1824 to 2116. Differences of two of them cannot
// overflow. What lies outside, as a hostile if_tsoffset makes it, becomes the nearest.
inline constexpr Time earliest_time{-(std::int64_t{1} << 62) + 1};
inline constexpr Time latest_time{(std::int64_t{1} << 62) - 1};

constexpr Time operator+(Time time, std::int64_t nanoseconds) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(time.nanoseconds, nanoseconds, &sum))
    return nanoseconds < 0 ? earliest_time : latest_time;
  return {sum < earliest_time.nanoseconds ? earliest_time.nanoseconds
          : sum > latest_time.nanoseconds ? latest_time.nanoseconds
                                          : sum};
}

constexpr double seconds_between(Time earlier, Time later) {
  return static_cast<double>(later.nanoseconds - earlier.nanoseconds) / 1e9;
}

// "1795528434.100000000": Unix seconds with nine decimals, as the JSON report wants it.
std::string to_text(Time time);

}  // namespace espect
