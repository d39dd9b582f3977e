// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// For Prometheus, in its text form, as the textfile collector of node_exporter reads it: packets,
// findings by rule and severity, what each SA lost.
void write_metrics(const AuditReport& report, std::ostream& out);

}  // namespace espect::report
