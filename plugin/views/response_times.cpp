// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/views/response_times.h"

#include <array>

#include "ipsec/registry/tables.h"
#include "plugin/audit/packet_result.h"
#include "plugin/views/audit_text.h"
#include "plugin/wireshark/compat.h"

namespace espect::plugin {
namespace {

struct Row {
  std::uint8_t version;  // of IKE
  std::uint8_t exchange;
};
// Those of IKEv1 that wait for an answer.
constexpr std::array<Row, 13> exchanges = {{{2, 34},
                                            {2, 35},
                                            {2, 36},
                                            {2, 37},
                                            {2, 38},
                                            {2, 43},
                                            {2, 44},
                                            {1, 2},
                                            {1, 4},
                                            {1, 5},
                                            {1, 6},
                                            {1, 32},
                                            {0, 0}}};
constexpr int echo_row = static_cast<int>(exchanges.size());

int row_of(const IkeResult& ike) {
  int row = 0;
  while (row + 1 < echo_row && (exchanges[static_cast<std::size_t>(row)].version != ike.version ||
                                exchanges[static_cast<std::size_t>(row)].exchange != ike.exchange))
    ++row;
  return row;
}

const char* name_of(const Row& row) {
  const auto& names =
      row.version == 1 ? registry::tables::ikev1_exchange_types : registry::tables::exchange_types;
  const auto* known = row.version != 0 ? registry::find(names, row.exchange) : nullptr;
  return known != nullptr ? known->name : "others";
}

void init(register_srt_t*, GArray* tables) {
  auto* table = init_srt_table("IKE exchanges and ESP echo", nullptr, tables, echo_row + 1,
                               "Exchange", nullptr, nullptr);
  for (int row = 0; row < echo_row; ++row)
    init_srt_table_row(table, row, name_of(exchanges[static_cast<std::size_t>(row)]));
  init_srt_table_row(table, echo_row, "ESP echo");
}

nstime_t wireshark_time(Time time) {
  nstime_t shown;
  shown.secs = time.nanoseconds / 1'000'000'000;
  shown.nsecs = static_cast<int>(time.nanoseconds % 1'000'000'000);
  return shown;
}

tap_packet_status on_packet(void* data, packet_info* pinfo, epan_dissect_t*, const void* tapped,
                            tap_flags_t) {
  const auto& result = *static_cast<const PacketResult*>(tapped);
  const bool first_response = result.ike && result.ike->response && !result.ike->retransmission &&
                              result.ike->dialogue != nullptr &&
                              result.ike->dialogue->request_frame != 0 &&
                              result.ike->dialogue->response_frame == pinfo->num;
  const bool first_reply = result.echo && result.echo->answers;
  if (!first_response && !first_reply) return TAP_PACKET_DONT_REDRAW;
  const auto* dialogue = first_response ? result.ike->dialogue : result.echo->dialogue;
  const nstime_t sent = wireshark_time(dialogue->request_time);
  auto* table = g_array_index(static_cast<srt_data_t*>(data)->srt_array, srt_stat_table*, 0);
  add_srt_table_data(table, first_response ? row_of(*result.ike) : echo_row, &sent, pinfo);
  return TAP_PACKET_REDRAW;
}

}  // namespace

void register_response_times(int protocol) {
  register_srt_table(protocol, statistics_tap, 1, on_packet, init, nullptr);
}

}  // namespace espect::plugin
