// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/audit_report.h"
#include "analyzer/report/words/grounds.h"
#include "analyzer/report/words/reported_finding.h"

namespace espect::report {

namespace {

void count(const ReportedFinding& reported, Summary& summary) {
  if (reported.standing.suppression) {
    switch (*reported.standing.suppression) {
      case Suppression::below_min_severity:
        ++summary.suppressed.below_min_severity;
        return;
      case Suppression::baseline:
        ++summary.suppressed.baseline;
        return;
      case Suppression::waiver:
        ++summary.suppressed.waived;
        return;
    }
  }
  switch (reported.finding->severity) {
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

}  // namespace

Summary summarize(const AuditReport& report) {
  Summary summary;
  bool cut_short = false;
  bool memory_short = false;
  bool failed = false;
  for (const auto& capture : report.captures) {
    cut_short = cut_short || !capture.problem.empty();
    memory_short = memory_short || capture.memory_short;
    for (const auto& reported : reported_findings(capture, report.gate)) {
      failed = failed || fails(reported, report);
      count(reported, summary);
    }
  }
  summary.exit = report.interrupted                                 ? 130
                 : memory_short                                     ? 4
                 : cut_short || !unmet_requirements(report).empty() ? 3
                 : failed                                           ? 1
                                                                    : 0;
  return summary;
}

}  // namespace espect::report
