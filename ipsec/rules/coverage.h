// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include "ipsec/rules/findings.h"

namespace espect::rules {

// What the rules could not judge or keep, at the end of the capture; a sentence each.
std::vector<std::string> coverage_of(const Findings& findings);

}  // namespace espect::rules
