// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string>

#include "ipsec/registry/experimental_profile.h"

namespace espect::run {

// The numbers of the file; those of the project when `path` is empty. Nothing, with a message, when
// the file cannot be read or says something that cannot be.
std::optional<registry::ExperimentalProfile> load_codepoints(const std::string& path);

}  // namespace espect::run
