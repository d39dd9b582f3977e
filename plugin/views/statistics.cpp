// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/views/statistics.h"

#include <array>
#include <cstdio>
#include <exception>

#include "ipsec/rules/rule.h"
#include "plugin/audit/open_capture.h"
#include "plugin/views/statistics_rows.h"

namespace espect::plugin {
namespace {

constexpr const char* tap_name = "espect audit";  // "espect" is that of Export PDUs
int tap = -1;

stat_tap_table_item text_column(const char* name, const char* format) {
  return {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, name, format};
}
stat_tap_table_item number_column(const char* name) {
  return {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, name, "%8u"};
}

constexpr const char* title_ike = "IPsec: IKE SAs";
constexpr const char* title_child = "IPsec: Child SAs";
constexpr const char* title_flows = "IPsec: ESP and AH flows";
constexpr const char* title_echo = "IPsec: ESP echo";
constexpr const char* title_findings = "IPsec: Findings";

void reset_table(stat_tap_table* table) {
  for (unsigned row = 0; row < table->num_elements; ++row) {
    for (unsigned column = 0; column < table->num_fields; ++column)
      free_cell(table->elements[row][column]);
    g_free(table->elements[row]);
  }
  table->num_elements = 0;
}

void init_table(stat_tap_table_ui* ui) {
  if (auto* table = stat_tap_find_table(ui, ui->title); table != nullptr) return reset_table(table);
  stat_tap_add_table(ui, stat_tap_init_table(ui->title, static_cast<int>(ui->nfields), 0, nullptr));
}

void free_item(stat_tap_table*, guint, guint, stat_tap_table_item_type* cell) {
  free_cell(*cell);
}

// The result of a packet names the row that it has changed.
struct Tapped {
  const PacketResult& result;
  std::uint32_t frame;
};

template <void (*Fill)(stat_tap_table*, const CaptureAudit&, const Tapped&)>
tap_packet_status on_packet(void* data, packet_info* pinfo, epan_dissect_t*, const void* result,
                            tap_flags_t) {
  const CaptureAudit* audit = open_audit();
  auto* ui = static_cast<stat_data_t*>(data)->stat_tap_data;
  if (audit == nullptr || ui->tables == nullptr || ui->tables->len == 0)
    return TAP_PACKET_DONT_REDRAW;
  try {
    Fill(g_array_index(ui->tables, stat_tap_table*, 0), *audit,
         {*static_cast<const PacketResult*>(result), pinfo->num});
  } catch (...) {
    return TAP_PACKET_FAILED;
  }
  return TAP_PACKET_REDRAW;
}

void fill_ike_row(stat_tap_table* table, const CaptureAudit& audit, const Tapped& tapped) {
  if (!tapped.result.ike) return;
  const auto& sas = audit.sessions().ike_sas();
  // A rekey makes an SA that has no message yet.
  for (std::uint32_t number = table->num_elements; number < sas.size(); ++number)
    fill_ike_sa(table, sas[number]);
  fill_ike_sa(table, sas[tapped.result.ike->ike_sa - 1]);
}

void fill_child_rows(stat_tap_table* table, const CaptureAudit& audit, const Tapped& tapped) {
  if (!tapped.result.ike) return;
  audit.sessions().child_sas().for_each([&](const auto& child) { fill_child_sa(table, child); });
}

void fill_flow_row(stat_tap_table* table, const CaptureAudit&, const Tapped& tapped) {
  const auto& esp = tapped.result.esp;
  if (esp && esp->flow != nullptr) fill_flow(table, *esp->flow);
}

void fill_echo_rows(stat_tap_table* table, const CaptureAudit& audit, const Tapped& tapped) {
  if (!tapped.result.echo) return;
  const auto& paths = audit.sessions().echo_paths();
  for (std::uint32_t row = 0; row < paths.size(); ++row) fill_echo(table, paths[row], row);
}

// The new ones, whichever frame they are about, and those of this frame, which may have grown. In
// the GUI the menu taps a capture that was read to its end, so the first frame brings them all.
void fill_finding_rows(stat_tap_table* table, const CaptureAudit& audit, const Tapped& tapped) {
  const auto& all = audit.frame_findings();
  const auto& findings = all.by_number();
  for (std::uint32_t number = table->num_elements; number < findings.size(); ++number)
    fill_finding(table, *findings[number], number + 1);
  if (const auto* here = all.in(tapped.frame))
    for (const auto& one : *here) fill_finding(table, *one.finding, all.number_of(*one.finding));
}

template <std::size_t Columns>
void register_table(stat_tap_table_ui& ui, const char* title, const char* option, tap_packet_cb on,
                    std::array<stat_tap_table_item, Columns>& columns) {
  ui.group = REGISTER_PACKET_STAT_GROUP_UNSORTED;
  ui.title = title;
  ui.tap_name = tap_name;
  ui.cli_string = option;
  ui.stat_tap_init_cb = init_table;
  ui.packet_func = on;
  ui.stat_tap_reset_table_cb = reset_table;
  ui.stat_tap_free_table_item_cb = free_item;
  ui.nfields = Columns;
  ui.fields = columns.data();
  register_stat_tap_table_ui(&ui);
}

void register_ike_table() {
  static stat_tap_table_ui ui;
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
  register_table(ui, title_ike, "espect,ike", on_packet<fill_ike_row>, columns);
}

void register_child_table() {
  static stat_tap_table_ui ui;
  static std::array columns = {number_column("Id"),
                               number_column("IKE SA"),
                               text_column("Protocol", "%-3s"),
                               text_column("SPI of initiator", "%-10s"),
                               text_column("SPI of responder", "%-10s"),
                               text_column("State", "%-8s"),
                               text_column("Mode", "%-9s"),
                               number_column("Made in frame"),
                               text_column("Selected", "%s")};
  register_table(ui, title_child, "espect,child", on_packet<fill_child_rows>, columns);
}

void register_flow_table() {
  static stat_tap_table_ui ui;
  static std::array columns = {text_column("Protocol", "%-3s"), text_column("SPI", "%-10s"),
                               text_column("Source", "%-15s"),  text_column("Destination", "%-15s"),
                               number_column("Child SA"),       number_column("Packets"),
                               number_column("ICV good"),       number_column("ICV bad"),
                               number_column("Lost"),           number_column("Duplicates"),
                               number_column("Reordered"),      number_column("Left of window"),
                               number_column("Window"),         number_column("Window needed")};
  register_table(ui, title_flows, "espect,flows", on_packet<fill_flow_row>, columns);
}

void register_echo_table() {
  static stat_tap_table_ui ui;
  static std::array columns = {text_column("From", "%-15s"),    text_column("To", "%-15s"),
                               text_column("Carried", "%-12s"), text_column("Form", "%-8s"),
                               number_column("Requests"),       number_column("Answered"),
                               number_column("Open"),           number_column("Least us"),
                               number_column("Average us"),     number_column("Most us")};
  register_table(ui, title_echo, "espect,echo", on_packet<fill_echo_rows>, columns);
}

void register_finding_table() {
  static stat_tap_table_ui ui;
  static std::array columns = {number_column("Number"),      text_column("Severity", "%-8s"),
                               text_column("Rule", "%-34s"), text_column("About", "%-34s"),
                               number_column("Count"),       number_column("First frame"),
                               text_column("Finding", "%s")};
  register_table(ui, title_findings, "espect,audit", on_packet<fill_finding_rows>, columns);
}

// tshark -z espect,findings, in one pass, too: tshark draws when it has read the last packet, and
// says so to nobody but those who draw.
void draw_findings(void*) {
  CaptureAudit* audit = open_audit();
  std::printf(
      "\n===================================================================\nIPsec: findings\n");
  if (audit != nullptr) {
    try {
      audit->finish();
      for (const auto* finding : audit->findings().in_order()) {
        const std::string id(finding->rule->id);
        const std::string severity(to_text(finding->severity));
        std::printf("%-6s | %-34s | %s | %s\n", severity.c_str(), id.c_str(),
                    finding->sentence().c_str(), rules::wireshark_filter(*finding).c_str());
      }
    } catch (const std::exception& exception) {
      g_warning("espect: %s", exception.what());
    }
  }
  std::printf("===================================================================\n");
}

tap_packet_status count_packet(void*, packet_info*, epan_dissect_t*, const void*, tap_flags_t) {
  return TAP_PACKET_REDRAW;
}

StartResult init_findings(const char*, void*) {
  static int listener = 0;
  GString* error = register_tap_listener(tap_name, &listener, nullptr, TL_REQUIRES_NOTHING, nullptr,
                                         count_packet, draw_findings, nullptr);
  if (error == nullptr) return StartResult(true);
  g_warning("espect: %s", error->str);
  g_string_free(error, true);
  return StartResult(false);
}

}  // namespace

void register_statistics() {
  tap = register_tap(tap_name);
  register_ike_table();
  register_child_table();
  register_flow_table();
  register_echo_table();
  register_finding_table();
}

void register_statistics_taps() {
  static stat_tap_ui ui;
  ui.group = REGISTER_PACKET_STAT_GROUP_UNSORTED;
  ui.cli_string = "espect,findings";
  ui.tap_init_cb = init_findings;
  register_stat_tap_ui(&ui, nullptr);
}

void tell_statistics(packet_info* pinfo, const PacketResult* result) {
  if (result != nullptr && have_tap_listener(tap)) tap_queue_packet(tap, pinfo, result);
}

void tell_statistics_of_findings(packet_info* pinfo) {
  static const PacketResult no_packet;
  tell_statistics(pinfo, &no_packet);
}

}  // namespace espect::plugin
