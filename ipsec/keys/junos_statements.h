// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "ipsec/keys/secret_text.h"

namespace espect::keys {

// One statement of a configuration of Junos with the names of what it stands in: "security ipsec
// security-association A manual direction inbound spi 300".
struct JunosStatement {
  std::vector<SecretText> words;
  std::uint32_t line = 0;
};

// Of a configuration in braces, of its `set` commands, and of a session at the terminal with `edit`
// and `top`, one after the other. What a statement stands in has at most 64 words and 512
// octets.
void each_junos_statement(std::string_view text,
                          const std::function<void(const JunosStatement&)>& take);

}  // namespace espect::keys
