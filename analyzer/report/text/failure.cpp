// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/failure.h"

#include <ostream>
#include <sstream>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/table.h"
#include "analyzer/report/words/comparison.h"

namespace espect::report {

void write_failure(std::ostream& out, Paint paint, const rules::Finding& finding,
                   std::string_view sentence, const registry::VpnNames& vpn_names,
                   std::size_t indent, std::size_t width) {
  const std::string margin(indent, ' ');
  const auto shown = [&](const std::string& words) {
    return terminal_text(registry::with_vpn_names(words, vpn_names));
  };
  if (const auto why = shown(finding.evidence.text("why"));
      sentence.find(why) == std::string_view::npos)
    out << margin << wrapped(why, indent, width) << '\n';
  const auto rows = comparison(finding.evidence);
  if (rows.empty()) return;
  Table table({{""}, {"offered"}, {"the peer takes", false, true}});
  for (const auto& row : rows)
    table.add({{shown(row.what)}, {shown(row.offered)}, {shown(row.accepted)}});
  std::ostringstream text;
  table.write(text, paint, width > indent ? width - indent : width);
  std::istringstream lines(text.str());
  for (std::string line; std::getline(lines, line);) out << margin << line << '\n';
}

}  // namespace espect::report
