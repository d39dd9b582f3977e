// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/crypto/secret.h"

// Wireshark's table files ("UAT"): comma-separated fields, in double quotes with \xHH for octets
// that need it, or bare where they are hex.
namespace espect::keys {

using SecretText =
    std::basic_string<char, std::char_traits<char>, crypto::CleansingAllocator<char>>;

// Nothing when quotes or escapes are broken.
std::optional<std::vector<SecretText>> uat_fields(std::string_view line);

inline std::string_view view(const SecretText& text) {
  return {text.data(), text.size()};
}

std::string uat_quoted(std::string_view text);

}  // namespace espect::keys
