// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include <tl/expected.hpp>

#include "analyzer/options/settings.h"
#include "ipsec/registry/policy.h"

namespace espect {

// A built-in policy, or else the CSV file of that path. The error names file, line and reason.
tl::expected<registry::Policy, std::string> load_policy(const std::string& name_or_file);

// espect policy: the exit status.
int list_policies();
int show_policy(const options::PolicyShow& settings);
int policy_from_capture(const options::PolicyFromCapture& settings);

}  // namespace espect
