// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <functional>

#include "analyzer/run/audited_capture.h"

namespace espect::run {

// As many as the machine has processors when `asked` is 0.
unsigned jobs_of(unsigned asked);

// As audit_captures(), several captures at a time; where there are fewer of them than jobs, those
// that are left open packets of each. What is told and reported comes in the order of the inputs,
// whatever ends first.
Audited audit_side_by_side(const Inputs& inputs, AuditBasis basis, unsigned jobs);

}  // namespace espect::run
