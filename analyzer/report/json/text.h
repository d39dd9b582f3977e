// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "ipsec/rules/finding.h"

namespace espect::report {

// Octets that are not UTF-8 become U+FFFD: captures are full of them.
std::string one_line(const nlohmann::ordered_json& value);
// Indented by one blank a level; lines after the first start `depth` blanks further in.
std::string indented(const nlohmann::ordered_json& value, std::size_t depth = 0);

nlohmann::ordered_json evidence_object(const rules::Evidence& evidence);

}  // namespace espect::report
