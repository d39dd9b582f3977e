// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

namespace espect::keys {

// What a text is that no source recognises and that people take for one, and what would have keys.
// Null when nobody knows. Static storage.
const char* why_without_keys(std::string_view text);

}  // namespace espect::keys
