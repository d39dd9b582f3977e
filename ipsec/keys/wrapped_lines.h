// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

#include "ipsec/keys/secret_text.h"

// Lines that were broken, put together; each keeps the number of its first. An empty line ends
// everything. Both say false when no line was broken.
namespace espect::keys {

// By a mail program, at blanks, which are gone: a line that does not begin as lines of its source
// do goes on the one before it.
bool unwrapped(std::string_view text, bool (*begins_line)(std::string_view content),
               SecretText& whole);

// By a terminal, wherever they were full: all broken ones are as long as the longest.
bool uncut(std::string_view text, SecretText& whole);

}  // namespace espect::keys
