// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/audit_report.h"
#include "analyzer/report/words/grounds.h"
#include "analyzer/report/words/names.h"

namespace espect::report {

Summary summarize(const AuditReport& report) {
  Summary summary;
  bool cut_short = false;
  bool failed = false;
  for (const auto& capture : report.captures) {
    cut_short = cut_short || !capture.problem.empty();
    for (const auto* finding : capture.findings->in_order()) {
      failed = failed || fails(*finding, report);
      switch (finding->severity) {
        case rules::Severity::high:
          ++summary.high;
          break;
        case rules::Severity::medium:
          ++summary.medium;
          break;
        case rules::Severity::low:
          ++summary.low;
          break;
        case rules::Severity::info:
          ++summary.info;
          break;
      }
    }
  }
  summary.exit = report.interrupted                                 ? 130
                 : cut_short || !unmet_requirements(report).empty() ? 3
                 : failed                                           ? 1
                                                                    : 0;
  return summary;
}

}  // namespace espect::report
