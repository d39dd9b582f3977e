// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/run/audited_capture.h"

namespace espect::run {

// Audits captures that continue one another as one: no SA, fragment or unanswered request ends with
// its file. In the order of their first packets; one that is named alone brings those that a
// rotation made with it.
Audited audit_continued(const Inputs& inputs, const AuditBasis& basis);

// Adds what is known of one more file to a capture that consists of several.
void add_file(report::CaptureReport& whole, report::CaptureFile file);

}  // namespace espect::run
