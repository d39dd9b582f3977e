// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ipsec/keys/key_files.h"

namespace espect::run {

// What the key sources say; what was wrong with them goes to standard error. Nothing when one that
// was named cannot be used.
std::optional<keys::KeyFiles> load_keys(const std::vector<std::string>& paths);

}  // namespace espect::run
