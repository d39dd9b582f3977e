// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// SARIF 2.1.0 (OASIS), one run. Captures have no lines: a result points at the file and, as logical
// location, at the SA; frames are in its properties.
void write_sarif(const AuditReport& report, std::ostream& out);

}  // namespace espect::report
