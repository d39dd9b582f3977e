// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "ipsec/bytes/bytes.h"
#include "ipsec/bytes/endian.h"
#include "ipsec/bytes/fault.h"

namespace espect {

// A cursor that owns bounds. The first Fault sticks: later reads give zeros and empty spans, so
// that a caller reads on without tests and asks ok() once at the end. Offsets count from the
// start of the outermost structure, also in a sub-reader.
class Reader {
 public:
  constexpr explicit Reader(Bytes all, std::uint32_t offset = 0)
      : rest_(all), end_(offset + static_cast<std::uint32_t>(all.size())) {}

  template <std::unsigned_integral Int>
  constexpr Int number(const char* field) {
    if (rest_.size() < sizeof(Int)) {
      fail(Problem::truncated, field);
      return 0;
    }
    const Int value = load_be<Int>(rest_.data());
    rest_ = rest_.subspan(sizeof(Int));
    return value;
  }

  constexpr Bytes take(std::size_t count, const char* field) {
    if (rest_.size() < count) {
      fail(Problem::truncated, field);
      return {};
    }
    const Bytes taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }

  constexpr Bytes take_rest() { return take(rest_.size(), nullptr); }

  // The next `count` octets as a reader of their own; this one moves past them. A count that
  // reaches past the end is a fault here and the sub-reader gets what is left, so that it still
  // shows what could be read.
  constexpr Reader sub(std::size_t count, const char* field) {
    const bool past = rest_.size() < count;
    const auto at = offset();
    const Bytes inner = past ? rest_ : rest_.first(count);
    rest_ = rest_.subspan(inner.size());
    if (past && ok()) fault_ = {Problem::length_past_end, at, field};
    return Reader(inner, at);
  }

  constexpr void fail(Problem problem, const char* field) { fail_at(problem, field, offset()); }
  constexpr void fail_at(Problem problem, const char* field, std::uint32_t at) {
    if (ok()) fault_ = {problem, at, field};
    rest_ = rest_.last(0);
  }
  // Takes over the fault of a sub-reader without losing the place.
  constexpr void adopt(const Fault& fault) {
    if (ok()) fault_ = fault;
  }

  constexpr bool ok() const { return fault_.problem == Problem::none; }
  constexpr bool empty() const { return rest_.empty(); }
  constexpr std::size_t left() const { return rest_.size(); }
  constexpr Bytes peek() const { return rest_; }
  constexpr std::uint32_t offset() const { return end_ - static_cast<std::uint32_t>(rest_.size()); }
  constexpr const Fault& fault() const { return fault_; }

 private:
  Bytes rest_;
  std::uint32_t end_;
  Fault fault_{};
};

}  // namespace espect
