// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/report/words/audit_report.h"

// Words for what --same-traffic found, the same in every form of the report.
namespace espect::report {

std::string_view to_text(sessions::HopProtocol protocol);  // "esp"
std::string_view to_text(sessions::DirectionBy by);        // "ttl"
std::string_view to_text(sessions::HopClocks clocks);      // "agree"
std::string hop_spi_text(const sessions::HopSa& sa);       // "0xcb17561b", of IKE 16 digits

// Says so when the two captures have no packet in common; else empty.
std::string nothing_shared(const AuditReport& report);
// What the comparison could not see, a sentence each.
std::vector<std::string> hop_notes(const AuditReport& report);

}  // namespace espect::report
