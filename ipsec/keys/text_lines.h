// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <charconv>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ipsec/crypto/secret.h"
#include "ipsec/keys/key_ring.h"

// What every key source does with text.
namespace espect::keys {

struct TextLine {
  std::string_view text;  // without line end
  std::uint32_t number = 0;
};

// Ends a line that was put together of several, once for each but the first: they count.
inline constexpr char joined_line = '\v';

class TextLines {
 public:
  explicit TextLines(std::string_view text) : rest_(text) {}

  bool next(TextLine& line) {
    if (rest_.empty()) return false;
    const std::size_t end = rest_.find('\n');
    line.text = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    line.number = ++number_;
    for (; line.text.ends_with(joined_line); ++number_) line.text.remove_suffix(1);
    if (line.text.ends_with('\r')) line.text.remove_suffix(1);
    return true;
  }

 private:
  std::string_view rest_;
  std::uint32_t number_ = 0;
};

std::string_view trimmed(std::string_view text);
// Between spaces and tabs.
std::vector<std::string_view> words(std::string_view text);
// The one behind the first that is `name`; empty when there is none.
std::string_view word_after(const std::vector<std::string_view>& words, std::string_view name);
// The text between `before` and `after` (or the end, when `after` is empty).
std::optional<std::string_view> between(std::string_view text, std::string_view before,
                                        std::string_view after);
// Whether one of them stands anywhere: asked first, before a large log is cut into words.
bool says_any(std::string_view text, std::initializer_list<std::string_view> words);
bool equal_without_case(std::string_view a, std::string_view b);

// Hex with or without 0x, of an even number of digits; no digits are zero octets.
std::optional<crypto::Secret> secret_from_hex(std::string_view text);

// All of the text is a number; `0x` is understood.
template <std::unsigned_integral Int>
std::optional<Int> number_from(std::string_view text, int base = 10) {
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.remove_prefix(2);
    base = 16;
  }
  Int value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

inline AddressPattern exactly(const Address& address) {
  return {address, static_cast<std::uint8_t>(address.v6 ? 128 : 32)};
}

// Why a key of so many octets cannot belong to the algorithm; empty = it can, or nobody knows.
std::string encryption_key_fault(std::uint16_t encr, std::size_t octets);
std::string integrity_key_fault(std::uint16_t integ, std::size_t octets);

// What to add to a message when a key of characters consists of hex digits; else empty.
std::string without_0x(std::string_view key);

// "unknown integrity algorithm sha9"
std::string unknown(const char* what, std::string_view name);

// The same for a whole entry: keys that are missing are faults too.
std::string fault_of(const IkeKeys& keys);
std::string fault_of(const SaKeys& keys);

// Collects warnings of one file.
class Complaints {
 public:
  Complaints(const std::string& file, std::vector<Warning>& warnings)
      : file_(file), warnings_(warnings) {}
  Origin at(std::uint32_t line) const { return {file_, line}; }
  void add(std::uint32_t line, std::string text) {
    warnings_.push_back({at(line), std::move(text)});
  }

 private:
  const std::string& file_;
  std::vector<Warning>& warnings_;
};

}  // namespace espect::keys
