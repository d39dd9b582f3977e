// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// Workflow commands of GitHub Actions: one annotation for each finding.
void write_github(const AuditReport& report, std::ostream& out);

}  // namespace espect::report
