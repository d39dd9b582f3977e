// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>

#include "ipsec/bytes/time.h"

namespace espect::capture {

// What an Interface Description Block says: link type, snap length and how to read time stamps.
class Interface {
 public:
  Interface(std::uint16_t link_type, std::uint32_t snap_length)
      : link_type_(link_type), snap_length_(snap_length) {
    find_plain_limit();
  }

  // if_tsresol: the exponent, of 2 if the highest bit is set, of 10 otherwise.
  void resolution(std::uint8_t value);
  // if_tsoffset: seconds to add to every time stamp.
  void time_offset(std::int64_t seconds);

  // Exact down to the nanosecond; what is no time (earliest_time, latest_time) becomes the nearest
  // that is.
  Time time(std::uint64_t stamp) const {
    if (stamp < plain_limit_) [[likely]]
      return {static_cast<std::int64_t>(stamp * multiplier_)};
    return exact_time(stamp);
  }
  std::uint16_t link_type() const { return link_type_; }
  std::uint32_t snap_length() const { return snap_length_; }  // 0: no limit

  // isb_ifdrop counts from the start of the capture, so the last one heard stands.
  std::optional<std::uint64_t> drops;

 private:
  Time exact_time(std::uint64_t stamp) const;
  void find_plain_limit();

  std::uint16_t link_type_;
  std::uint32_t snap_length_;
  // Nanoseconds are stamp / divisor * multiplier >> shift; a divisor comes with multiplier 1.
  std::uint64_t multiplier_ = 1000;
  std::uint64_t divisor_ = 1;
  std::uint32_t shift_ = 0;
  std::int64_t offset_seconds_ = 0;
  // Below it a time is stamp * multiplier in 64 bits; 0 where it never is.
  std::uint64_t plain_limit_ = 0;
};

}  // namespace espect::capture
