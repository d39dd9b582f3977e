// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/text/style.h"
#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// For people. Per capture: what it is, IKE SAs, ESP and AH flows, findings from high to info; then
// what could not be seen and one line that sums up. Long lists are cut and say so.
void write_text(const AuditReport& report, std::ostream& out, TextStyle style = {});

}  // namespace espect::report
