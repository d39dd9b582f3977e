// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/report/json/sas.h"
#include "analyzer/report/words/audit_report.h"

namespace espect::report {

// What --same-traffic says, without its SAs; and one of them.
Json hop_object(const AuditReport& report);
Json hop_sa_object(const sessions::HopSa& sa);
// What the hop did of that which a finding of `capture` is about; null where it says nothing.
Json finding_hop_object(const AuditReport& report, const rules::Finding& finding,
                        std::size_t capture);

}  // namespace espect::report
