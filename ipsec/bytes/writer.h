// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "ipsec/bytes/bytes.h"

namespace espect {

// Appends octets in network order. Lengths that are known only later are patched in.
class Writer {
 public:
  template <std::unsigned_integral Int>
  void number(Int value) {
    for (std::size_t i = sizeof(Int); i > 0; --i)
      out_.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> ((i - 1) * 8)));
  }
  void append(Bytes bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
  void zeros(std::size_t count) { out_.insert(out_.end(), count, 0); }

  // Overwrites octets written before; `at` + sizeof(Int) <= size().
  template <std::unsigned_integral Int>
  void patch(std::size_t at, Int value) {
    for (std::size_t i = 0; i < sizeof(Int); ++i)
      out_[at + i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >>
                                               ((sizeof(Int) - 1 - i) * 8));
  }

  std::size_t size() const { return out_.size(); }
  const std::vector<std::uint8_t>& bytes() const { return out_; }
  std::vector<std::uint8_t> release() { return std::move(out_); }

 private:
  std::vector<std::uint8_t> out_;
};

}  // namespace espect
