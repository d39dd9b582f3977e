// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// For comments, wikis and mails: sums, then one row for each finding (GitHub Flavored Markdown).
void write_markdown(const AuditReport& report, std::ostream& out);

}  // namespace espect::report
