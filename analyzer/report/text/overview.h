// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <iosfwd>

#include "analyzer/report/text/paint.h"
#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// With more captures than this the text report is an overview, unless --verbose asks for all.
inline constexpr std::size_t most_captures_in_full = 5;

// Many captures on two screens: what there is, what was found by rule, the worst captures, and
// what could not be seen, summed up.
void write_overview(std::ostream& out, Paint paint, const AuditReport& report, std::size_t width);

}  // namespace espect::report
