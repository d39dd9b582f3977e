// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/crypto/secret.h"

namespace espect::keys {

// Arguments of a call in Python source, as they are written: positional ones and those with names.
struct PythonCall {
  std::vector<std::string_view> positional;
  std::map<std::string_view, std::string_view> named;
  std::uint32_t line = 0;

  // By name, or by place.
  std::string_view argument(std::string_view name, std::size_t place) const;
};

// Each call of `function`, strings and nested parentheses respected.
std::vector<PythonCall> python_calls(std::string_view text, std::string_view function);

// 'text', "text", b'\x00octets'; nothing when it is no literal.
std::optional<crypto::Secret> python_octets(std::string_view literal);
// The same, and calls that make octets of hex: bytes.fromhex('..'), unhexlify('..'), ...
std::optional<crypto::Secret> python_key(std::string_view expression);

}  // namespace espect::keys
