// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

namespace espect::run {

// A line for people on standard error, "espect: " in front. Whatever a terminal would take for a
// command is made harmless.
void tell(std::string_view message);
// Each line of the text for itself.
void tell_lines(std::string_view text);

}  // namespace espect::run
