// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// GitLab's Code Quality report: an array with one issue for each finding.
void write_gitlab(const AuditReport& report, std::ostream& out);

}  // namespace espect::report
