// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "analyzer/report/json/json.h"
#include "ipsec/rules/finding.h"

namespace espect::report {

std::string one_line(const Json& value);
// Indented by one blank a level; lines after the first start `depth` blanks further in.
std::string indented(const Json& value, std::size_t depth = 0);

// Borrows the names from `evidence`.
Json evidence_object(const rules::Evidence& evidence);

}  // namespace espect::report
