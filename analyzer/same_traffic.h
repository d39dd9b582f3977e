// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/inputs.h"
#include "analyzer/report/audit_report.h"

namespace espect {

// Audits two captures of the same traffic, taken before and after a hop, and compares them packet
// by packet. Both are read once, side by side.
void audit_same_traffic(const Input& before, const Input& after, const registry::Policy& policy,
                        const keys::KeyRing* keys, report::AuditReport& report);

}  // namespace espect
