// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <vector>

#include "analyzer/report/json/json.h"
#include "analyzer/report/words/audit_report.h"

namespace espect::report {

const char* sarif_level(rules::Severity severity);
// What GitHub makes "critical", "high", "medium" and "low" of: above 9, from 7, from 4, below.
const char* security_severity(rules::Severity severity);

// The rules that a SARIF log describes: those with results, and those whose severity the user
// changed. A log may leave out the others, and a rule says a page.
class SarifRules {
 public:
  explicit SarifRules(const AuditReport& report);

  std::size_t index_of(const rules::RuleInfo& rule) const;  // of one that is described
  Json objects() const;
  Json overrides() const;  // section 3.20.5: severities as the user has them

 private:
  const AuditReport& report_;
  std::vector<const rules::RuleInfo*> rules_;  // in the order of the catalogue
};

}  // namespace espect::report
