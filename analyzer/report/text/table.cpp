// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/table.h"

#include <algorithm>
#include <ostream>

#include "analyzer/report/escape.h"

namespace espect::report {
namespace {

// Whole words and "...", where not all of it fits.
std::string shortened(const std::string& text, std::size_t width) {
  constexpr std::string_view more = " ...";
  if (columns(text) <= width) return text;
  std::size_t end = 0;
  for (auto blank = text.find(' '); blank != std::string::npos; blank = text.find(' ', blank + 1))
    if (columns(text.substr(0, blank)) + more.size() <= width) end = blank;
  return end == 0 ? std::string() : text.substr(0, end).append(more);
}

}  // namespace

std::vector<std::size_t> Table::widths() const {
  std::vector<std::size_t> wide;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    wide.push_back(columns(columns_[i].title));
    for (const auto& row : rows_) wide[i] = std::max(wide[i], columns(row[i].text));
  }
  return wide;
}

std::size_t Table::cut(std::vector<std::size_t>& widths, std::size_t width) const {
  std::size_t total = 0;
  for (const auto column : widths) total += 2 + column;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!columns_[i].cut || total <= width) continue;
    const auto taken = std::min(total - width, widths[i]);
    widths[i] -= taken;
    total -= taken;
  }
  return total;
}

void Table::write_row(std::ostream& out, Paint paint, const std::vector<Cell>& row,
                      const std::vector<std::size_t>& widths, bool spilled) const {
  std::size_t owed = 2;  // blanks that are written only when something follows
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (spilled && columns_[i].spill) continue;
    const auto text = columns_[i].cut ? shortened(row[i].text, widths[i]) : row[i].text;
    const auto padding = widths[i] - columns(text);
    const auto painted = paint(row[i].tone, text);
    out << std::string(owed + (columns_[i].right ? padding : 0), ' ')
        << (row[i].rule == nullptr ? painted : paint.linked(*row[i].rule, painted));
    owed = 2 + (columns_[i].right ? 0 : padding);
  }
  out << '\n';
}

void Table::write(std::ostream& out, Paint paint, std::size_t width) const {
  auto wide = widths();
  const bool spilled = cut(wide, width) > width;

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
