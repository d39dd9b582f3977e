// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// `espect inventory --format json`.
void write_inventory_json(const AuditReport& report, std::ostream& out);

}  // namespace espect::report
