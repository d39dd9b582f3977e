// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "ipsec/keys/secret_text.h"

namespace espect::keys {

// A command as people paste it: its words without quotes, continuation lines joined.
struct ShellCommand {
  std::vector<SecretText> words;
  std::uint32_t line = 0;
};

// The commands of lines that contain one of `wanted`. Understands quotes, escapes and variables of
// a POSIX shell that are set in the same text, the continuation marks of PowerShell (`) and cmd
// (^), comments, and prompts.
std::vector<ShellCommand> shell_commands(std::string_view text,
                                         const std::vector<std::string_view>& wanted);

}  // namespace espect::keys
