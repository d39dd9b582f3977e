// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/views/statistics.h"

#include <array>
#include <map>

#include "plugin/audit/open_capture.h"
#include "plugin/views/audit_text.h"
#include "plugin/views/statistics_rows.h"
#include "plugin/views/table_row.h"
#include "plugin/wireshark/border.h"

namespace espect::plugin {
namespace {

int tap = -1;

stat_tap_table_item text_column(const char* name, const char* format) {
  return {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, name, format};
}
stat_tap_table_item number_column(const char* name) {
  return {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, name, "%8u"};
}

std::map<const stat_tap_table*, std::unique_ptr<TableCounts>>& counts() {
  static std::map<const stat_tap_table*, std::unique_ptr<TableCounts>> of_tables;
  return of_tables;
}

void reset_table(stat_tap_table* table) {
  drop_rows(table);
  counts().erase(table);
}

void init_table(stat_tap_table_ui* ui) {
  if (auto* table = stat_tap_find_table(ui, ui->title); table != nullptr) return reset_table(table);
  auto* table = stat_tap_init_table(ui->title, static_cast<int>(ui->nfields), 0, nullptr);
  counts().erase(table);  // of one that was freed and had this address
  stat_tap_add_table(ui, table);
}

void free_item(stat_tap_table*, guint, guint, stat_tap_table_item_type* cell) {
  free_cell(*cell);
}

template <MakeCounts Make>
tap_packet_status on_packet(void* data, packet_info* pinfo, epan_dissect_t*, const void* result,
                            tap_flags_t) {
  const CaptureAudit* audit = open_audit();
  auto* ui = static_cast<stat_data_t*>(data)->stat_tap_data;
  if (audit == nullptr || ui->tables == nullptr || ui->tables->len == 0)
    return TAP_PACKET_DONT_REDRAW;
  bool done = false;
  guarded("statistics", pinfo->num, [&] {
    auto* table = g_array_index(ui->tables, stat_tap_table*, 0);
    auto& of_table = counts()[table];
    if (of_table == nullptr) of_table = Make();
    of_table->on(table, *audit, {*static_cast<const PacketResult*>(result), pinfo->num});
    done = true;
  });
  return done ? TAP_PACKET_REDRAW : TAP_PACKET_FAILED;
}

void refuse_filter(const char* option, const char** filter, char** error) {
  if (filter == nullptr || *filter == nullptr || **filter == '\0') return;
  *error = g_strdup_printf("espect: -z %s is about the whole capture and takes no filter", option);
}

template <MakeCounts Make, std::size_t Columns>
stat_tap_table_ui& register_table(const char* title, const char* option,
                                  std::array<stat_tap_table_item, Columns>& columns) {
  static stat_tap_table_ui ui;
  ui.group = REGISTER_PACKET_STAT_GROUP_UNSORTED;
  ui.title = title;
  ui.tap_name = statistics_tap;
  ui.cli_string = option;
  ui.stat_tap_init_cb = init_table;
  ui.packet_func = on_packet<Make>;
  ui.stat_tap_reset_table_cb = reset_table;
  ui.stat_tap_free_table_item_cb = free_item;
  ui.nfields = Columns;
  ui.fields = columns.data();
  register_stat_tap_table_ui(&ui);
  return ui;
}

void register_tunnel_table() {
  static std::array columns = {number_column("No."),
                               text_column("From", "%-15s"),
                               text_column("To", "%-15s"),
                               text_column("What became of it", "%s"),
                               text_column("Failed at", "%s"),
                               text_column("Kind", "%s"),
                               text_column("Who has to look", "%s"),
                               text_column("Certainty", "%s"),
                               number_column("IKE SAs"),
                               number_column("Flows")};
  register_table<tunnel_counts>("IPsec: Tunnels", "espect,tunnels", columns);
}

void register_ike_table() {
  static std::array columns = {number_column("Id"),
                               text_column("Initiator SPI", "%-16s"),
                               text_column("Responder SPI", "%-16s"),
                               text_column("Initiator", "%-22s"),
                               text_column("Responder", "%-22s"),
                               text_column("State", "%-11s"),
                               number_column("Messages"),
                               number_column("Encrypted"),
                               number_column("Opened"),
                               number_column("Retransmissions"),
                               text_column("Selected", "%s")};
  register_table<ike_counts>("IPsec: IKE SAs", "espect,ike", columns);
}

void register_child_table() {
  static std::array columns = {number_column("Id"),
                               number_column("IKE SA"),
                               text_column("Protocol", "%-3s"),
                               text_column("SPI of initiator", "%-10s"),
                               text_column("SPI of responder", "%-10s"),
                               text_column("State", "%-8s"),
                               text_column("Mode", "%-9s"),
                               number_column("Made in frame"),
                               text_column("Selected", "%s")};
  register_table<child_counts>("IPsec: Child SAs", "espect,child", columns);
}

void register_flow_table() {
  static std::array columns = {text_column("Protocol", "%-3s"), text_column("SPI", "%-10s"),
                               text_column("Source", "%-15s"),  text_column("Destination", "%-15s"),
                               number_column("Child SA"),       number_column("Packets"),
                               number_column("ICV good"),       number_column("ICV bad"),
                               number_column("Missing"),        number_column("Duplicates"),
                               number_column("Reordered"),      number_column("Left of window"),
                               number_column("Window"),         number_column("Window needed")};
  register_table<flow_counts>("IPsec: ESP and AH flows", "espect,flows", columns);
}

void register_echo_table() {
  static std::array columns = {text_column("From", "%-15s"),    text_column("To", "%-15s"),
                               text_column("Carried", "%-12s"), text_column("Form", "%-8s"),
                               number_column("Requests"),       number_column("Answered"),
                               number_column("Open"),           number_column("Least us"),
                               number_column("Average us"),     number_column("Most us")};
  register_table<echo_counts>("IPsec: ESP echo", "espect,echo", columns);
}

void register_finding_table() {
  static std::array columns = {number_column("No."),          text_column("Severity", "%-8s"),
                               text_column("Finding", "%s"),  text_column("Rule", "%-34s"),
                               text_column("About", "%-34s"), number_column("Frames"),
                               number_column("First frame"),  number_column("Number")};
  register_table<finding_counts>("IPsec: Findings", "espect,audit", columns);
}

void register_coverage_table() {
  static std::array columns = {text_column("What could not be seen", "%s")};
  auto& ui = register_table<coverage_counts>("IPsec: Coverage", "espect,coverage", columns);
  ui.stat_filter_check_cb = refuse_filter;
}

}  // namespace

void register_statistics() {
  tap = register_tap(statistics_tap);
  register_tunnel_table();
  register_ike_table();
  register_child_table();
  register_flow_table();
  register_echo_table();
  register_finding_table();
  register_coverage_table();
}

void register_statistics_taps() {
  register_audit_text();
}

void tell_statistics(packet_info* pinfo, const PacketResult* result) {
  if (result != nullptr && have_tap_listener(tap)) tap_queue_packet(tap, pinfo, result);
}

void tell_statistics_of_frame(packet_info* pinfo) {
  static const PacketResult no_packet;
  tell_statistics(pinfo, &no_packet);
}

}  // namespace espect::plugin
