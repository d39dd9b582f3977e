// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

#include "ipsec/keys/secret_text.h"

// What mail, forums, chats and terminals put around text: taken off line by line, so that the
// numbers of lines stay. Each says false, and leaves `plain` empty, when there is nothing of it.
namespace espect::keys {

// "> " and indentation before lines, fences of code.
bool without_quotation(std::string_view text, SecretText& plain);

// Time stamps, names of containers, numbers of lines.
bool without_line_heads(std::string_view text, SecretText& plain);

}  // namespace espect::keys
