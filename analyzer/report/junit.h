// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// JUnit XML as CI servers read it: a capture is a test suite, a rule a test case, a finding at or
// above the threshold a failure; a rule that could not look is skipped, with the reason. What
// cannot be read is the error of a test case of its own.
void write_junit(const AuditReport& report, std::ostream& out);

}  // namespace espect::report
