// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/text/paint.h"
#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// What the hop between two captures did, an SA and direction a line.
void write_hop(std::ostream& out, Paint paint, const AuditReport& report, std::size_t width);

}  // namespace espect::report
