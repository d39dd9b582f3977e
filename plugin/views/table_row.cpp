// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/views/table_row.h"

#include <algorithm>
#include <limits>

namespace espect::plugin {

void TableRow::text(std::string_view value) {
  auto& cell = next();
  cell.type = TABLE_ITEM_STRING;
  cell.value.string_value = g_strndup(value.data(), value.size());
}

void TableRow::number(std::uint64_t value) {
  auto& cell = next();
  cell.type = TABLE_ITEM_UINT;
  cell.value.uint_value =
      static_cast<guint>(std::min<std::uint64_t>(value, std::numeric_limits<guint>::max()));
}

void TableRow::put_into(stat_tap_table* table, unsigned row) {
  if (row < table->num_elements)
    for (unsigned column = 0; column < table->num_fields; ++column)
      free_cell(table->elements[row][column]);
  stat_tap_init_table_row(table, row, static_cast<guint>(used_), cells_.data());
}

void free_cell(stat_tap_table_item_type& cell) {
  if (cell.type == TABLE_ITEM_STRING) g_free(const_cast<char*>(cell.value.string_value));
  cell = {};
}

void drop_rows(stat_tap_table* table) {
  for (unsigned row = 0; row < table->num_elements; ++row) {
    for (unsigned column = 0; column < table->num_fields; ++column)
      free_cell(table->elements[row][column]);
    g_free(table->elements[row]);
  }
  table->num_elements = 0;
}

}  // namespace espect::plugin
