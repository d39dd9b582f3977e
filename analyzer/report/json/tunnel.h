// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <functional>

#include "analyzer/report/json/sas.h"
#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// The story of each pair of peers, capture after capture. `with_findings`: the document has an
// array "findings", whose places they name.
void each_tunnel(const AuditReport& report, bool with_findings,
                 const std::function<void(const Json&)>& use);

}  // namespace espect::report
