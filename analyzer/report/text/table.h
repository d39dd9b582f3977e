// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>
#include <string>
#include <vector>

#include "analyzer/report/text/paint.h"

namespace espect::report {

struct Column {
  std::string title;
  bool right = false;  // aligned to the right: numbers
  bool spill = false;  // may move to a line of its own below the row when the table is too wide
  bool cut = false;    // may lose the end of its text then
};

struct Cell {
  std::string text;  // fit for a terminal
  Tone tone = Tone::plain;
  const rules::RuleInfo* rule = nullptr;  // which it names
};

// Aligned columns for a terminal, two blanks apart and two in front.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as there are columns.
  void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
  void write(std::ostream& out, Paint paint, std::size_t width) const;

 private:
  std::vector<std::size_t> widths() const;
  // Takes from columns that may be cut what the table is too wide. How wide it is then.
  std::size_t cut(std::vector<std::size_t>& widths, std::size_t width) const;
  void write_row(std::ostream& out, Paint paint, const std::vector<Cell>& row,
                 const std::vector<std::size_t>& widths, bool spilled) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace espect::report
