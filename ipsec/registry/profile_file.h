// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include <tl/expected.hpp>

#include "ipsec/registry/experimental_profile.h"

namespace espect::registry {

// What --codepoints and the preference of the plugin name: the profile that a file describes. The
// error says the file, and the line where there is one.
tl::expected<ExperimentalProfile, std::string> read_experimental_profile(const std::string& path);

}  // namespace espect::registry
