// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/github.h"

#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/words/listed_finding.h"

namespace espect::report {
namespace {

std::string_view command(rules::Severity severity) {
  switch (severity) {
    case rules::Severity::high:
      return "error";
    case rules::Severity::medium:
      return "warning";
    case rules::Severity::low:
    case rules::Severity::info:
      return "notice";
  }
  return "notice";
}

// As @actions/core escapes data; in a property ':' and ',' as well. The log is read on a screen.
std::string data(std::string_view text) {
  return percent_encoded(terminal_text(text), "%\r\n");
}
std::string property(std::string_view text) {
  return percent_encoded(terminal_text(text), "%\r\n:,");
}

std::string annotation(std::string_view command, std::string_view file, std::string_view title,
                       std::string_view message) {
  return fmt::format("::{} file={},title={}::{}\n", command, property(file), property(title),
                     data(message));
}

}  // namespace

void write_github(const AuditReport& report, std::ostream& out) {
  each_file(report, [&](const CaptureFile& file, const CaptureReport&) {
    if (!file.problem.empty())
      out << annotation("error", file.path, "capture not readable", file.problem);
  });
  // A log without annotations looks like a clean one.
  for (const auto& capture : report.captures)
    if (capture.problem.empty() && capture.ipsec_packets == 0)
      out << annotation("warning", capture.path, "nothing audited",
                        fmt::format("{}", fmt::join(capture.coverage, "; ")));
  each_listed(report, [&](const ListedFinding& listed) {
    if (!listed.standing.counts()) return;
    const auto& finding = listed.finding;
    out << annotation(command(finding.severity), listed.file.path, finding.rule->id,
                      listed.message());
  });
}

}  // namespace espect::report
