// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include "ipsec/sessions/sessions.h"

namespace espect::sessions {

// What the sessions could not see or open, at the end of the capture; a sentence each.
std::vector<std::string> coverage_of(const Sessions& sessions, bool keys_given);

}  // namespace espect::sessions
