// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/bytes/time.h"
#include "ipsec/datagram/address.h"

// Scans, plans and facts of inputs are lines of words between tabs, so that people and tools can
// read them. What is no plain text in a word is written as %XX.
namespace espect::shard {

std::string escaped(std::string_view text);
std::string unescaped(std::string_view word);

// The words of one line, taken one after the other. A word that is missing or no number makes it
// wrong for good.
class Words {
 public:
  explicit Words(std::string_view line);
  bool ok() const { return ok_; }
  std::size_t left() const { return words_.size() - next_; }
  std::string_view word();
  std::string text() { return unescaped(word()); }
  template <class Number>
  Number number() {
    Number value{};
    const auto from = word();
    const auto* end = from.data() + from.size();
    const auto [rest, error] = std::from_chars(from.data(), end, value);
    if (error != std::errc{} || rest != end) ok_ = false;
    return value;
  }
  Address address();
  Time time();

 private:
  std::vector<std::string_view> words_;
  std::size_t next_ = 0;
  bool ok_ = true;
};

}  // namespace espect::shard
