// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>

#include "ipsec/crypto/secret.h"

namespace espect::keys {

// Text that may hold keys. Every copy is overwritten before its memory is freed.
using SecretText =
    std::basic_string<char, std::char_traits<char>, crypto::CleansingAllocator<char>>;

inline std::string_view view(const SecretText& text) {
  return {text.data(), text.size()};
}

}  // namespace espect::keys
