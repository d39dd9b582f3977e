// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "ipsec/registry/vpn_names.h"
#include "ipsec/rules/finding.h"
#include "ipsec/sessions/sessions.h"

namespace espect::report {

// One line for what ships and stores events: the members of Suricata's EVE for an alert, and what
// espect knows besides in "espect" (docs/siem.md). `time`: when it was found, in capture time.
std::string event_line(const rules::Finding& finding, const sessions::Sessions& sessions, Time time,
                       const registry::VpnNames& vpn_names);

// "2026-11-29T08:00:01.123456+0000".
std::string event_time(Time time);

}  // namespace espect::report
