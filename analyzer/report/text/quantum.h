// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/text/paint.h"
#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// Nothing when no IKE SA was seen. Peers that are not safe come first.
void write_quantum(std::ostream& out, Paint paint, const AuditReport& report, std::size_t width);

}  // namespace espect::report
