// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/hop.h"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/table.h"
#include "analyzer/report/text/tables.h"
#include "analyzer/report/words/hop_row.h"

namespace espect::report {
namespace {

std::vector<Column> columns_of_hop() {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < hop_columns.size(); ++i)
    columns.push_back({.title = std::string(hop_columns[i]),
                       .right = i >= first_hop_number && i <= last_hop_number,
                       .spill = i + 2 >= hop_columns.size()});
  return columns;
}

std::vector<Cell> cells_of(const sessions::HopSa& sa) {
  constexpr std::size_t lost = 5;
  std::vector<Cell> cells;
  for (auto& text : hop_row(sa)) cells.push_back({std::move(text)});
  const auto mark = [&](std::size_t at, std::uint64_t count, Tone tone) {
    if (count != 0) cells[at].tone = tone;
  };
  mark(lost, sa.lost, Tone::bad);
  mark(lost + 1, sa.duplicated, Tone::caution);
  mark(lost + 2, sa.reordered, Tone::caution);
  return cells;
}

}  // namespace

void write_hop(std::ostream& out, Paint paint, const AuditReport& report, std::size_t width) {
  if (!report.hop) return;
  const auto& hop = *report.hop;
  out << paint(Tone::bold, hop_title) << '\n';
  out << "  " << wrapped(hop_packets_text(hop), 2, width) << "\n";
  Table table(columns_of_hop());
  const auto shown = std::min(hop.sas.size(), max_table_rows);
  for (std::size_t i = 0; i < shown; ++i) table.add(cells_of(hop.sas[i]));
  table.write(out, paint, width);
  if (hop.sas.size() > shown)
    out << "  "
        << paint(Tone::dim, fmt::format("... and {} more (JSON has all)", hop.sas.size() - shown))
        << '\n';
  out << '\n';
}

}  // namespace espect::report
