// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace espect::options {

struct TomlPlace {
  std::uint32_t line = 1;
  std::uint32_t column = 1;  // in octets
};

// The first octet of a character beyond ASCII where TOML has none: only strings and comments may
// have them (TOML 1.0, "Bare keys"; a byte order mark may begin the text). toml++ 3.3 reaches code
// that its authors hold for unreachable there, so it is asked only about texts without.
std::optional<TomlPlace> beyond_ascii(std::string_view text);

}  // namespace espect::options
