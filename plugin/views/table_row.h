// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "plugin/wireshark/compat.h"

namespace espect::plugin {

// The cells of a row, from left to right. Texts belong to the table afterwards.
class TableRow {
 public:
  void text(std::string_view value);
  void number(std::uint64_t value);
  void put_into(stat_tap_table* table, unsigned row);

 private:
  stat_tap_table_item_type& next() { return cells_[used_++]; }
  std::array<stat_tap_table_item_type, 16> cells_{};
  std::size_t used_ = 0;
};

// Texts in cells are the table's own.
void free_cell(stat_tap_table_item_type& cell);
void drop_rows(stat_tap_table* table);

}  // namespace espect::plugin
