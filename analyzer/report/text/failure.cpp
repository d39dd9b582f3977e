// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/failure.h"

#include <ostream>
#include <sstream>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/table.h"
#include "analyzer/report/words/comparison.h"

namespace espect::report {

void write_failure(std::ostream& out, Paint paint, const rules::Finding& finding,
                   std::size_t indent, std::size_t width) {
  const std::string margin(indent, ' ');
  if (const auto why = finding.evidence.text("why"); !why.empty())
    out << margin << wrapped(terminal_text(why), indent, width) << '\n';
  const auto rows = comparison(finding.evidence);
  if (rows.empty()) return;
  Table table({{""}, {"offered"}, {"the peer takes", false, true}});
  for (const auto& row : rows)
    table.add(
        {{terminal_text(row.what)}, {terminal_text(row.offered)}, {terminal_text(row.accepted)}});
  std::ostringstream text;
  table.write(text, paint, width > indent ? width - indent : width);
  std::istringstream lines(text.str());
  for (std::string line; std::getline(lines, line);) out << margin << line << '\n';
}

}  // namespace espect::report
