// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/audit/audit_settings.h"

namespace espect::plugin {

// The preferences espect.keys, .key_sources, .codepoints, .policy, .select, .ignore and .severity.
// `protocol` is espect's.
void register_audit_preferences(int protocol);

// Reads the files that they name. What cannot be used is a problem, and stays as it is by default.
AuditSettings read_audit_settings();

}  // namespace espect::plugin
