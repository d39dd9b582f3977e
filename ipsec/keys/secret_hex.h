// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/keys/secret_text.h"

namespace espect::keys {

// In lower case.
inline void append_hex(SecretText& text, Bytes octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const std::uint8_t octet : octets) {
    text += digits[octet >> 4];
    text += digits[octet & 15];
  }
}

inline SecretText secret_hex(const crypto::Secret& octets) {
  SecretText text;
  text.reserve(2 * octets.size());
  append_hex(text, octets);
  return text;
}

}  // namespace espect::keys
