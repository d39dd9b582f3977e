// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

#include "ipsec/keys/secret_text.h"

namespace espect::keys {

// Characters that stand for others: blanks that do not break, curly quotes and long dashes of word
// processors, HTML's entities and tags, quoted-printable (RFC 2045 section 6.7). `plain` gets the
// text that was meant, with its lines at their numbers. False when there is nothing of the kind.
bool in_plain_characters(std::string_view text, SecretText& plain);

}  // namespace espect::keys
