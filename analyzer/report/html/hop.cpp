// SPDX-License-Identifier: GPL-2.0-or-later
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/html/parts.h"
#include "analyzer/report/words/hop_row.h"

namespace espect::report::html {

void write_hop(std::ostream& out, const AuditReport& report) {
  constexpr std::size_t most_rows = 300;
  if (!report.hop) return;
  const auto& hop = *report.hop;
  out << fmt::format("<section id=\"hop\"><h2>{}</h2>\n<p>{}.</p>\n", hop_title,
                     hop_packets_text(hop));
  out << "<div class=\"scroll\"><table><thead><tr>";
  for (const auto column : hop_columns) out << fmt::format("<th>{}</th>", column);
  out << "</tr></thead><tbody>\n";
  std::size_t shown = 0;
  for (const auto& sa : hop.sas) {
    if (++shown > most_rows) break;
    out << "<tr>";
    const auto row = hop_row(sa);
    for (std::size_t i = 0; i < row.size(); ++i)
      out << fmt::format("<td{}>{}</td>",
                         i >= first_hop_number && i <= last_hop_number ? " class=\"num\"" : "",
                         html_text(row[i]));
    out << "</tr>\n";
  }
  out << "</tbody></table></div>\n";
  write_rest(out, hop.sas.size(), most_rows);
  out << "</section>\n";
}

}  // namespace espect::report::html
