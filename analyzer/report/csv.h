// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// For spreadsheets: a header, then one row for each finding (RFC 4180).
void write_csv(const AuditReport& report, std::ostream& out);

}  // namespace espect::report
