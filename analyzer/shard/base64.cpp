// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/shard/base64.h"

#include <array>
#include <cstdint>

namespace espect::shard {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t no_digit = 0xff;

constexpr std::array<std::uint8_t, 256> value_of = [] {
  std::array<std::uint8_t, 256> made{};
  made.fill(no_digit);
  for (std::uint8_t i = 0; i < alphabet.size(); ++i)
    made[static_cast<std::uint8_t>(alphabet[i])] = i;
  return made;
}();

}  // namespace

std::string base64_of(std::string_view octets) {
  std::string text;
  text.reserve((octets.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < octets.size(); at += 3) {
    const auto octet = [&](std::size_t i) -> std::uint32_t {
      return at + i < octets.size() ? static_cast<std::uint8_t>(octets[at + i]) : 0;
    };
    const std::uint32_t group = octet(0) << 16 | octet(1) << 8 | octet(2);
    for (unsigned i = 0; i < 4; ++i)
      text.push_back(at + i > octets.size() ? '=' : alphabet[group >> (18 - 6 * i) & 63]);
  }
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string octets;
  octets.reserve(text.size() / 4 * 3);
  for (std::size_t at = 0; at < text.size(); at += 4) {
    std::uint32_t group = 0;
    for (unsigned i = 0; i < 4; ++i) {
      const bool padded = at + i >= text.size() - padding;
      const auto value =
          padded ? std::uint8_t{0} : value_of[static_cast<std::uint8_t>(text[at + i])];
      if (value == no_digit) return std::nullopt;
      group = group << 6 | value;
    }
    for (const unsigned shift : {16U, 8U, 0U}) octets.push_back(static_cast<char>(group >> shift));
  }
  for (; padding > 0; --padding) octets.pop_back();
  return octets;
}

}  // namespace espect::shard
