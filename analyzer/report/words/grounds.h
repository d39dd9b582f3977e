// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include "analyzer/report/words/audit_report.h"

// What a report rests on: silence says something only where somebody looked.
namespace espect::report {

// "0 of 4 IKE messages opened, 12 of 12 ESP and AH packets authenticated".
std::string grounds_text(const AuditReport& report);

// Why the rule could not look at this capture: "needs the keys of the IKE SAs: none of 4 encrypted
// messages opened"; empty when it could.
std::string why_silent(const rules::RuleInfo& rule, const CaptureReport& capture);

// What --require-ipsec and --require-opened want and a capture does not give, a sentence each. A
// capture without IPsec gives neither.
std::vector<std::string> unmet_requirements(const AuditReport& report);

// "of 3 captures, 1 without a packet that was recognised as IPsec, 1 not read to the end"; empty
// where everything was read and opened.
std::string not_judged_text(const AuditReport& report);

}  // namespace espect::report
