// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

#include "ipsec/bytes/hex.h"
#include "ipsec/keys/text_lines.h"

// How pluto shows octets: "  37 99 fc c0  1d 6a a4 63   7...", in groups, then the same as
// characters.
namespace espect::keys {

inline constexpr std::size_t pluto_row_octets = 16;

inline bool is_pluto_dump(std::string_view text) {
  const auto row = trimmed(text);
  return text.starts_with("  ") && hex_octet(row.substr(0, 2)) &&
         (row.size() == 2 || row[2] == ' ');
}

// How many octets it had.
inline std::size_t append_pluto_dump(std::string_view text, crypto::Secret& key) {
  text = trimmed(text);
  std::size_t count = 0;
  while (count < pluto_row_octets) {
    const auto octet = hex_octet(text.substr(0, 2));
    if (!octet || (text.size() > 2 && text[2] != ' ')) break;
    key.push_back(*octet);
    ++count;
    const std::size_t next = text.find_first_not_of(' ', 2);
    if (next == std::string_view::npos || next > 4) break;
    text.remove_prefix(next);
  }
  return count;
}

}  // namespace espect::keys
