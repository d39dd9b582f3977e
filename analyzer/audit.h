// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>

#include "analyzer/inputs.h"
#include "analyzer/report/audit_report.h"

namespace espect {

// Reads one capture through network, sessions and rules. Nothing only for a file of a folder that
// is no capture; whatever else goes wrong is in the report's `problem`.
std::optional<report::CaptureReport> audit_capture(const Input& input,
                                                   const registry::Policy& policy,
                                                   const keys::KeyRing* keys);

}  // namespace espect
