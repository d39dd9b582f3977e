// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "analyzer/report/words/audit_report.h"
#include "ipsec/story/tunnel.h"

namespace espect::report {

// "Not authenticated: 10.2.0.10 refused ..." with the report's ids.
std::string story_text(const story::Tunnel& tunnel, const CaptureReport& capture,
                       std::uint32_t ike_sa_offset);
// "10.1.0.10 - 10.2.0.10".
std::string peers_text(const story::Tunnel& tunnel);

}  // namespace espect::report
