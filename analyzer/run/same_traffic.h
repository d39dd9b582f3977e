// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/run/audited_capture.h"

namespace espect::run {

// Audits two captures of the same traffic, taken before and after a hop, and compares them packet
// by packet. Both are read once, side by side. `inputs` has two paths, of files.
Audited audit_same_traffic(const Inputs& inputs, const AuditBasis& basis);

}  // namespace espect::run
