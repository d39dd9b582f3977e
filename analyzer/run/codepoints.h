// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

namespace espect::run {

// Puts the numbers of the file in force; none when `path` is empty. False, with a message, when the
// file cannot be read or says something that cannot be.
bool use_codepoints(const std::string& path);

}  // namespace espect::run
