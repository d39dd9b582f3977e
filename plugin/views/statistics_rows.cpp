// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/views/statistics_rows.h"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include "ipsec/rules/rule.h"
#include "ipsec/sessions/names.h"

namespace espect::plugin {
namespace {

// The cells of a row, from left to right. Texts belong to the table afterwards.
class Row {
 public:
  void text(const std::string& value) {
    auto& cell = next();
    cell.type = TABLE_ITEM_STRING;
    cell.value.string_value = g_strdup(value.c_str());
  }
  void number(std::uint64_t value) {
    auto& cell = next();
    cell.type = TABLE_ITEM_UINT;
    cell.value.uint_value =
        static_cast<guint>(std::min<std::uint64_t>(value, std::numeric_limits<guint>::max()));
  }
  void put_into(stat_tap_table* table, unsigned row) {
    if (row < table->num_elements)
      for (unsigned column = 0; column < table->num_fields; ++column)
        free_cell(table->elements[row][column]);
    stat_tap_init_table_row(table, row, static_cast<guint>(used_), cells_.data());
  }

 private:
  stat_tap_table_item_type& next() { return cells_[used_++]; }
  std::array<stat_tap_table_item_type, 16> cells_{};
  std::size_t used_ = 0;
};

}  // namespace

void free_cell(stat_tap_table_item_type& cell) {
  if (cell.type == TABLE_ITEM_STRING) g_free(const_cast<char*>(cell.value.string_value));
  cell = {};
}

void fill_ike_sa(stat_tap_table* table, const sessions::IkeSa& sa) {
  Row row;
  row.number(sa.id);
  row.text(fmt::format("{:016x}", sa.spi_i));
  row.text(fmt::format("{:016x}", sa.spi_r));
  row.text(to_text(sa.initiator.address, sa.initiator.port));
  row.text(to_text(sa.responder.address, sa.responder.port));
  row.text(sa.version == 1 ? "IKEv1" : std::string(to_text(sa.state)));
  row.number(sa.messages);
  row.number(sa.encrypted);
  row.number(sa.decrypted);
  row.number(sa.retransmissions);
  row.text(sa.selection ? to_text(*sa.selection) : std::string());
  row.put_into(table, sa.id - 1);
}

void fill_child_sa(stat_tap_table* table, const sessions::ChildSa& child) {
  Row row;
  row.number(child.id);
  row.number(child.ike_sa);
  row.text(std::string(display_name(child.protocol)));
  row.text(fmt::format("0x{:08x}", child.spi_i));
  row.text(fmt::format("0x{:08x}", child.spi_r));
  row.text(std::string(to_text(child.state)));
  row.text(std::string(to_text(child.mode)));
  row.number(child.created_frame);
  row.text(to_text(child.selection));
  row.put_into(table, child.id - 1);
}

void fill_flow(stat_tap_table* table, const sessions::EspFlow& flow) {
  Row row;
  row.text(std::string(display_name(flow.protocol)));
  row.text(fmt::format("0x{:08x}", flow.spi));
  row.text(to_text(flow.path.source));
  row.text(to_text(flow.path.destination));
  row.number(flow.child_sa);
  row.number(flow.packets);
  row.number(flow.icv_ok);
  row.number(flow.icv_bad);
  row.number(flow.lost());
  row.number(flow.duplicates());
  row.number(flow.reordered());
  row.number(flow.left_of_window());
  row.number(flow.window);
  row.number(flow.max_late() + 1);
  row.put_into(table, flow.id - 1);
}

void fill_echo(stat_tap_table* table, const sessions::EchoPath& path, std::uint32_t number) {
  const auto microseconds = [](double seconds) {
    return static_cast<std::uint64_t>(seconds * 1e6);
  };
  Row row;
  row.text(to_text(path.requester));
  row.text(to_text(path.responder));
  row.text(path.in_clear ? "in the clear" : "inside SAs");
  row.text(std::string(to_text(path.form)));
  row.number(path.requests);
  row.number(path.answered());
  row.number(path.requests - std::min(path.requests, path.answered()));
  row.number(microseconds(path.least_seconds));
  row.number(path.answered() == 0 ? 0 : microseconds(path.total_seconds) / path.answered());
  row.number(microseconds(path.most_seconds));
  row.put_into(table, number);
}

void fill_finding(stat_tap_table* table, const rules::Finding& finding, std::uint32_t number) {
  Row row;
  row.number(number);
  row.text(std::string(to_text(finding.severity)));
  row.text(std::string(finding.rule->id));
  row.text(to_text(finding.subject));
  row.number(finding.count);
  row.number(finding.frames.empty() ? 0 : finding.frames.front());
  row.text(finding.sentence());
  row.put_into(table, number - 1);
}

}  // namespace espect::plugin
