// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// Schema version "1": its fields are stable, more may be added. Nothing in it depends on when or
// how often it is written. Octets that are not UTF-8 become U+FFFD.
void write_json(const AuditReport& report, std::ostream& out);

// The same objects one a line, each with "type" in front.
void write_jsonl(const AuditReport& report, std::ostream& out);

}  // namespace espect::report
