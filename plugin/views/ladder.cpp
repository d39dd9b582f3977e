// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/views/ladder.h"

#include <map>

#include <fmt/format.h>

#include "ipsec/sessions/names.h"
#include "plugin/audit/open_capture.h"
#include "plugin/views/audit_text.h"
#include "plugin/wireshark/border.h"
#include "plugin/wireshark/registry_strings.h"
#include "plugin/wireshark/sequence_analysis.h"

namespace espect::plugin {

#if ESPECT_HAS_SEQUENCE_ANALYSIS
namespace {

// Packets of one flow since the last IKE message, one arrow together.
struct Burst {
  seq_analysis_item_t* item = nullptr;
  std::uint64_t packets = 0, behind = 0, bad = 0;
};
using Bursts = std::map<std::uint32_t, Burst>;  // by flow

// Of each graph that is drawn: it owns the arrows.
Bursts& bursts_of(const seq_analysis_info_t* graph) {
  static std::map<const seq_analysis_info_t*, Bursts> all;
  auto& bursts = all[graph];
  if (g_queue_is_empty(graph->items)) bursts.clear();
  return bursts;
}

void replace(gchar*& text, const std::string& by) {
  g_free(text);
  text = g_strdup(by.c_str());
}

void replace(address& old, const Address& by) {
  free_address(&old);
  if (by.v6)
    alloc_address_wmem(nullptr, &old, AT_IPv6, 16, by.octets.data());
  else
    alloc_address_wmem(nullptr, &old, AT_IPv4, 4, by.octets.data());
}

seq_analysis_item_t* add_arrow(seq_analysis_info_t* graph, packet_info* pinfo) {
  auto* item = sequence_analysis_create_sai_with_addresses(pinfo, graph);
  if (item == nullptr) return nullptr;
  item->frame_number = pinfo->num;
  item->port_src = static_cast<guint16>(pinfo->srcport);
  item->port_dst = static_cast<guint16>(pinfo->destport);
  item->display = TRUE;
  item->line_style = 1;
  g_queue_push_tail(graph->items, item);
  return item;
}

std::string sas_text(const IkeResult& ike) {
  auto text = fmt::format("IKE SA {}", ike.ike_sa);
  if (ike.dialogue != nullptr)
    for (const auto child : ike.dialogue->child_sas) text += fmt::format(", Child SA {}", child);
  return text;
}

void add_message(seq_analysis_info_t* graph, packet_info* pinfo, const PacketResult& result) {
  auto* item = add_arrow(graph, pinfo);
  if (item == nullptr) return;
  sequence_analysis_use_col_info_as_label_comment(pinfo, item);
  if (result.ike) replace(item->comment, sas_text(*result.ike) + ": " + item->frame_label);
}

void add_packet(seq_analysis_info_t* graph, packet_info* pinfo, const EspResult& esp) {
  const auto& flow = *esp.flow;
  auto& burst = bursts_of(graph)[flow.id];
  if (burst.item == nullptr) {
    burst.item = add_arrow(graph, pinfo);
    if (burst.item == nullptr) return;
    // The addresses of the packet may be those of what it carries.
    replace(burst.item->src_addr, flow.path.source);
    replace(burst.item->dst_addr, flow.path.destination);
    burst.item->port_src = flow.path.source_port;
    burst.item->port_dst = flow.path.destination_port;
  }
  ++burst.packets;
  if (esp.icv == IcvState::bad)
    ++burst.bad;
  else if (esp.out_of_sequence() && esp.gap == 0)
    ++burst.behind;
  auto comment = fmt::format("{} {} packet{}, SPI 0x{:08x}", burst.packets,
                             display_name(flow.protocol), burst.packets == 1 ? "" : "s", flow.spi);
  replace(burst.item->frame_label, comment);
  comment += flow.child_sa != 0 ? fmt::format(", Child SA {}", flow.child_sa)
                                : std::string(", of no known negotiation");
  if (burst.behind != 0) comment += fmt::format(", {} behind the highest number", burst.behind);
  if (burst.bad != 0) comment += fmt::format(", {} with a wrong ICV", burst.bad);
  replace(burst.item->comment, comment);
}

tap_packet_status on_packet(void* data, packet_info* pinfo, epan_dissect_t*, const void* tapped,
                            tap_flags_t) {
  auto* graph = static_cast<seq_analysis_info_t*>(data);
  const auto& result = *static_cast<const PacketResult*>(tapped);
  bool added = false;
  guarded("flow graph", pinfo->num, [&] {
    if (result.ike || result.echo) {
      bursts_of(graph).clear();
      add_message(graph, pinfo, result);
      added = true;
    } else if (result.esp && result.esp->flow != nullptr && !result.esp->captured_twice) {
      add_packet(graph, pinfo, *result.esp);
      added = true;
    }
  });
  return added ? TAP_PACKET_REDRAW : TAP_PACKET_DONT_REDRAW;
}

}  // namespace

void register_ladder(int protocol) {
  register_seq_analysis("espect", "IPsec", protocol, statistics_tap, TL_REQUIRES_COLUMNS,
                        on_packet);
}

#else

void register_ladder(int) {}

#endif

}  // namespace espect::plugin
