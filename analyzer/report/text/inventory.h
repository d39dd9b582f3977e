// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/text/style.h"
#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// `espect inventory`: which SAs there were, of what, for how long, and who replaced them.
void write_inventory_text(const AuditReport& report, std::ostream& out, TextStyle style = {});

}  // namespace espect::report
