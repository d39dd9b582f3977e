// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "plugin/audit/audit_settings.h"

namespace espect::plugin {

// The preferences espect.keys, .key_sources, .codepoints, .vpn_names, .policy, .select, .ignore and
// .severity. `protocol` is espect's.
void register_audit_preferences(int protocol);

// Reads the files that they name. What cannot be used is a problem, and stays as it is by default.
AuditSettings read_audit_settings();

// The IP protocol of EESP that the preference `codepoints` says, else the experimental profile; 0:
// none.
std::uint32_t preferred_eesp_protocol();

}  // namespace espect::plugin
