// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/gitlab.h"

#include <algorithm>
#include <ostream>

#include "analyzer/report/json/text.h"
#include "analyzer/report/words/listed_finding.h"

namespace espect::report {
namespace {

const char* severity_text(rules::Severity severity) {
  switch (severity) {
    case rules::Severity::high:
      return "critical";
    case rules::Severity::medium:
      return "major";
    case rules::Severity::low:
      return "minor";
    case rules::Severity::info:
      return "info";
  }
  return "info";
}

// GitLab finds the file by its path in the repository, without "./".
std::string_view in_repository(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  return path;
}

// A capture has no lines: the number of the first frame stands for one.
Json issue_object(const ListedFinding& listed) {
  const auto& finding = listed.finding;
  return {{"type", "issue"},
          {"check_name", finding.rule->id},
          {"description", listed.message()},
          {"categories", Json::array({"Security"})},
          {"severity", severity_text(finding.severity)},
          {"fingerprint", listed.fingerprint},
          {"location",
           {{"path", in_repository(listed.file.path)},
            {"lines", {{"begin", std::max(listed.first_frame(), 1U)}}}}}};
}

}  // namespace

void write_gitlab(const AuditReport& report, std::ostream& out) {
  const char* separator = "\n";
  out << '[';
  each_listed(report, [&](const ListedFinding& listed) {
    if (!listed.standing.counts()) return;
    out << separator << ' ' << indented(issue_object(listed), 1);
    separator = ",\n";
  });
  out << "\n]\n";
}

}  // namespace espect::report
