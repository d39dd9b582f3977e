// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace espect::shard {

// RFC 4648 section 4, with padding and without line breaks.
std::string base64_of(std::string_view octets);
std::optional<std::string> from_base64(std::string_view text);

}  // namespace espect::shard
