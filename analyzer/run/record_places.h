// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/report/words/audit_report.h"

namespace espect::run {

// Nothing of a pipe, or of what is not there.
report::FileIdentity identity_of(const std::string& path);

// A second look at the files of a report: their hashes, and where the records of the frames stand
// that findings name. Of regular files only.
void find_records(report::AuditReport& report);

}  // namespace espect::run
