// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

namespace espect::run {

// One line for people on standard error, "espect: " in front. Whatever a terminal would take for a
// command is made harmless.
void tell(std::string_view message);

}  // namespace espect::run
