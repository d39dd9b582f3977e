// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/quiet.h"

#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/findings.h"
#include "analyzer/report/words/listed_finding.h"

namespace espect::report {

void write_quiet(std::ostream& out, Paint paint, const AuditReport& report) {
  for (const auto& capture : report.captures)
    if (!capture.problem.empty()) out << paint(Tone::bad, terminal_text(capture.problem)) << '\n';
  for (const auto& capture : report.captures)
    if (capture.problem.empty() && capture.ipsec_packets == 0)
      out << terminal_text(capture.path) << ": nothing was audited: "
          << terminal_text(capture.coverage.empty() ? "no IPsec packet" : capture.coverage.front())
          << '\n';
  each_listed(report, [&](const ListedFinding& listed) {
    const auto& finding = listed.finding;
    if (!listed.standing.counts()) return;
    out << terminal_text(listed.capture.path) << ": "
        << paint(finding.severity, to_text(finding.severity)) << ": "
        << paint.linked(*finding.rule, finding.rule->id) << ": " << terminal_text(listed.message());
    if (!finding.frames.empty())
      out << " (" << frames_text(listed.all_frames, listed.places) << ')';
    out << '\n';
  });
}

}  // namespace espect::report
