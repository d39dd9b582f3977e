// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/text_encoding.h"

#include <algorithm>

namespace espect::keys {
namespace {

enum class Order : std::uint8_t { little, big };

constexpr char32_t replacement = 0xfffd;

// How many octets follow the first one of a character (RFC 3629); -1 = none starts so.
int following(unsigned char first) {
  if (first < 0x80) return 0;
  if (first >= 0xc2 && first <= 0xdf) return 1;
  if (first >= 0xe0 && first <= 0xef) return 2;
  return first >= 0xf0 && first <= 0xf4 ? 3 : -1;
}

// Neither longer than needed, nor a surrogate, nor beyond U+10FFFF.
bool second_fits(unsigned char first, unsigned char second) {
  switch (first) {
    case 0xe0:
      return second >= 0xa0;
    case 0xed:
      return second < 0xa0;
    case 0xf0:
      return second >= 0x90;
    case 0xf4:
      return second < 0x90;
    default:
      return true;
  }
}

// A key file is ASCII nearly everywhere: without a BOM the zeros of its characters show the order.
bool zeros_at(std::string_view text, std::size_t odd) {
  constexpr std::size_t looked_at = 64;
  if (text.size() < 8 || text.size() % 2 != 0) return false;
  for (std::size_t at = 0; at < std::min(text.size(), looked_at); at += 2)
    if (text[at + odd] != '\0' || text[at + 1 - odd] == '\0') return false;
  return true;
}

void utf8_of_utf16(std::string_view text, Order order, SecretText& converted) {
  const auto unit_at = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(text[at]);
    const auto second = static_cast<unsigned char>(text[at + 1]);
    return static_cast<char32_t>(order == Order::little ? second << 8 | first
                                                        : first << 8 | second);
  };
  converted.reserve(text.size());
  for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
    char32_t character = unit_at(at);
    if (is_high_surrogate(character) && at + 3 < text.size() && is_low_surrogate(unit_at(at + 2))) {
      at += 2;
      character = of_surrogates(character, unit_at(at));
    } else if (is_high_surrogate(character) || is_low_surrogate(character)) {
      character = replacement;
    }
    append_utf8(character, converted);
  }
}

constexpr std::string_view colour = "\x1b[";

// Control sequences of ECMA-48 section 5.4: parameters, and one letter that ends them.
void without_colours(std::string_view text, SecretText& converted) {
  converted.reserve(text.size());
  while (true) {
    const auto at = text.find(colour);
    converted += text.substr(0, at);
    if (at == std::string_view::npos) return;
    text.remove_prefix(at + colour.size());
    const auto end = std::find_if(text.begin(), text.end(), [](char c) { return c >= '@'; });
    text.remove_prefix(static_cast<std::size_t>(end - text.begin()) + (end != text.end() ? 1 : 0));
  }
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const int more = following(first);
    if (more < 0 || at + static_cast<std::size_t>(more) >= text.size()) return false;
    for (int i = 1; i <= more; ++i) {
      const auto next = static_cast<unsigned char>(text[at + static_cast<std::size_t>(i)]);
      if (next >> 6 != 2 || (i == 1 && !second_fits(first, next))) return false;
    }
    at += static_cast<std::size_t>(more) + 1;
  }
  return true;
}

void append_utf8(char32_t character, SecretText& text) {
  const auto put = [&](char32_t octet) { text += static_cast<char>(octet); };
  if (character < 0x80) return put(character);
  if (character < 0x800) {
    put(0xc0 | character >> 6);
  } else {
    if (character < 0x10000) {
      put(0xe0 | character >> 12);
    } else {
      put(0xf0 | character >> 18);
      put(0x80 | (character >> 12 & 0x3f));
    }
    put(0x80 | (character >> 6 & 0x3f));
  }
  put(0x80 | (character & 0x3f));
}

std::string_view as_utf8(std::string_view text, SecretText& converted) {
  if (text.starts_with("\xef\xbb\xbf")) return text.substr(3);
  const bool marked_little = text.starts_with("\xff\xfe");
  const bool marked_big = text.starts_with("\xfe\xff");
  if (marked_little || zeros_at(text, 1))
    utf8_of_utf16(text.substr(marked_little ? 2 : 0), Order::little, converted);
  else if (marked_big || zeros_at(text, 0))
    utf8_of_utf16(text.substr(marked_big ? 2 : 0), Order::big, converted);
  else if (text.find(colour) != std::string_view::npos)
    without_colours(text, converted);
  else
    return text;
  return view(converted);
}

}  // namespace espect::keys
