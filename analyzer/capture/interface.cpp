// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/interface.h"

#include <algorithm>

namespace espect::capture {
namespace {

__extension__ using Wide = __int128;

constexpr std::uint64_t billion = 1'000'000'000;

constexpr std::uint64_t power_of_ten(unsigned exponent) {
  std::uint64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

}  // namespace

void Interface::resolution(std::uint8_t value) {
  const unsigned exponent = value & 0x7fU;
  multiplier_ = 1;
  divisor_ = 1;
  shift_ = 0;
  if ((value & 0x80U) != 0) {
    multiplier_ = billion;
    shift_ = exponent;
  } else if (exponent <= 9) {
    multiplier_ = power_of_ten(9 - exponent);
  } else if (exponent <= 9 + 19) {
    divisor_ = power_of_ten(exponent - 9);
  } else {
    multiplier_ = 0;  // 2^64 such units are less than a nanosecond
  }
  find_plain_limit();
}

void Interface::time_offset(std::int64_t seconds) {
  offset_seconds_ = seconds;
  find_plain_limit();
}

void Interface::find_plain_limit() {
  const bool plain = multiplier_ > 0 && divisor_ == 1 && shift_ == 0 && offset_seconds_ == 0;
  plain_limit_ = plain ? static_cast<std::uint64_t>(latest_time.nanoseconds) / multiplier_ : 0;
}

Time Interface::exact_time(std::uint64_t stamp) const {
  // At most 2^64 * 10^9 < 2^94, and the offset less than 2^93: no overflow.
  const std::uint64_t units = stamp / divisor_;
  Wide nanoseconds = static_cast<Wide>(units) * multiplier_ >> shift_;
  nanoseconds += static_cast<Wide>(offset_seconds_) * static_cast<std::int64_t>(billion);
  constexpr Wide least = earliest_time.nanoseconds;
  constexpr Wide greatest = latest_time.nanoseconds;
  return {static_cast<std::int64_t>(std::clamp(nanoseconds, least, greatest))};
}

}  // namespace espect::capture
