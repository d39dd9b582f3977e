// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

#include "ipsec/keys/secret_text.h"

// What editors and shells make of a text: UTF-16 of PowerShell's `>`, the BOM of Notepad,
// colours that a program believed a terminal would show.
namespace espect::keys {

bool is_utf8(std::string_view text);
void append_utf8(char32_t character, SecretText& text);

constexpr bool is_high_surrogate(char32_t unit) {
  return unit >= 0xd800 && unit <= 0xdbff;
}
constexpr bool is_low_surrogate(char32_t unit) {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
constexpr char32_t of_surrogates(char32_t high, char32_t low) {
  return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

// A BOM of UTF-8 is dropped, UTF-16 (with a BOM, or recognised by its zeros) becomes UTF-8 and
// colours of a terminal go, in `converted`, which the result may borrow. Anything else comes back
// as it is.
std::string_view as_utf8(std::string_view text, SecretText& converted);

}  // namespace espect::keys
