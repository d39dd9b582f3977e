// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/audit_report.h"
#include "analyzer/report/paint.h"

namespace espect::report {

// What the hop between two captures did, an SA and direction a line.
void write_hop(std::ostream& out, Paint paint, const AuditReport& report, std::size_t width);

}  // namespace espect::report
