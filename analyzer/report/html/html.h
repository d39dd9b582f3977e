// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// One file that a browser shows without a network.
void write_html(const AuditReport& report, std::ostream& out);

}  // namespace espect::report
