// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>

#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// A CycloneDX 1.6 cryptography bill of materials: IKE and Child SAs as protocols, their algorithms,
// their key material without its value. Without serial number and time stamp, so that equal input
// gives equal octets.
void write_cyclonedx(const AuditReport& report, std::ostream& out);

}  // namespace espect::report
