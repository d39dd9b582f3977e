// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/audit_report.h"
#include "analyzer/report/text.h"

// espect inventory: which SAs there were, of what, for how long, and who replaced them.
namespace espect::report {

void write_inventory_text(const AuditReport& report, std::ostream& out, TextStyle style = {});
void write_inventory_json(const AuditReport& report, std::ostream& out);

// A CycloneDX 1.6 cryptography bill of materials: IKE and Child SAs as protocols, their algorithms,
// their key material without its value. Without serial number and time stamp, so that equal input
// gives equal octets.
void write_cyclonedx(const AuditReport& report, std::ostream& out);

}  // namespace espect::report
