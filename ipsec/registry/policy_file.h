// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include <tl/expected.hpp>

#include "ipsec/registry/policy.h"

namespace espect::registry {

// What --policy and the preference of the plugin name: a built-in policy, or else the CSV file of
// that path. The error names file, line and reason.
tl::expected<Policy, std::string> load_policy(const std::string& name_or_file);

}  // namespace espect::registry
