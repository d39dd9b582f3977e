// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <nlohmann/json_fwd.hpp>

#include "ipsec/rules/finding.h"

namespace espect::report {

// What was offered beside what the peer takes; empty for findings that compare nothing.
nlohmann::ordered_json comparison_array(const rules::Evidence& evidence);

}  // namespace espect::report
