// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/text/paint.h"
#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// "a.pcap: high: esp-sequence-reused: sentence (frames 104, 105)": a line for each finding that
// counts, and one for each capture that could not be read to its end or in which nothing was
// audited.
void write_quiet(std::ostream& out, Paint paint, const AuditReport& report);

}  // namespace espect::report
