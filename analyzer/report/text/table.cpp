// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/table.h"

#include <algorithm>
#include <ostream>

#include "analyzer/report/escape.h"

namespace espect::report {

std::vector<std::size_t> Table::widths() const {
  std::vector<std::size_t> wide;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    wide.push_back(columns(columns_[i].title));
    for (const auto& row : rows_) wide[i] = std::max(wide[i], columns(row[i].text));
  }
  return wide;
}

void Table::write_row(std::ostream& out, Paint paint, const std::vector<Cell>& row,
                      const std::vector<std::size_t>& widths, bool spilled) const {
  std::size_t owed = 2;  // blanks that are written only when something follows
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (spilled && columns_[i].spill) continue;
    const auto padding = widths[i] - columns(row[i].text);
    out << std::string(owed + (columns_[i].right ? padding : 0), ' ')
        << (row[i].rule == nullptr ? paint(row[i].tone, row[i].text)
                                   : paint.linked(*row[i].rule, paint(row[i].tone, row[i].text)));
    owed = 2 + (columns_[i].right ? 0 : padding);
  }
  out << '\n';
}

void Table::write(std::ostream& out, Paint paint, std::size_t width) const {
  const auto wide = widths();
  std::size_t total = 0;
  for (const auto column : wide) total += 2 + column;
  const bool spilled = total > width;

  std::vector<Cell> titles;
  for (const auto& column : columns_) titles.push_back({column.title, Tone::dim});
  write_row(out, paint, titles, wide, spilled);
  const std::size_t indent = 2 + wide.front() + 2;
  for (const auto& row : rows_) {
    write_row(out, paint, row, wide, spilled);
    if (!spilled) continue;
    std::string below;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (columns_[i].spill && !row[i].text.empty() && row[i].text != "-")
        below += (below.empty() ? "" : ", ") + row[i].text;
    if (!below.empty())
      out << std::string(indent, ' ') << paint(Tone::dim, wrapped(below, indent, width)) << '\n';
  }
}

}  // namespace espect::report
