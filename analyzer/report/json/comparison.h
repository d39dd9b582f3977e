// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/report/json/json.h"
#include "ipsec/rules/finding.h"

namespace espect::report {

// What was offered beside what the peer takes; empty for findings that compare nothing.
Json comparison_array(const rules::Evidence& evidence);

}  // namespace espect::report
