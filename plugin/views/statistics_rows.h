// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/rules/finding.h"
#include "ipsec/sessions/sessions.h"
#include "plugin/wireshark/compat.h"

// One row of a statistics table for each SA and finding, at its number. The columns stand in
// statistics.cpp, in the same order.
namespace espect::plugin {

void fill_ike_sa(stat_tap_table* table, const sessions::IkeSa& sa);
void fill_child_sa(stat_tap_table* table, const sessions::ChildSa& child);
void fill_flow(stat_tap_table* table, const sessions::EspFlow& flow);
void fill_finding(stat_tap_table* table, const rules::Finding& finding, std::uint32_t number);

void fill_echo(stat_tap_table* table, const sessions::EchoPath& path, std::uint32_t row);

// Texts in cells are the table's own.
void free_cell(stat_tap_table_item_type& cell);

}  // namespace espect::plugin
