// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/views/export_pdu.h"

#include <algorithm>
#include <array>

#include "ipsec/wire/ike/header.h"

namespace espect::plugin {
namespace {

constexpr std::size_t next_payload_at = 16;  // RFC 7296 section 3.1
constexpr std::size_t length_at = 24;

constexpr std::uint32_t ike_port = 500;
int tap = -1;

tvbuff_t* tvb_of(tvbuff_t* parent, const std::uint8_t* octets, std::size_t size) {
  return tvb_new_child_real_data(parent, octets, static_cast<unsigned>(size),
                                 static_cast<int>(size));
}

// `pdu` is what stands at `number` in a dissector table, as users have it set up: with this plugin
// loaded or without.
void queue(packet_info* pinfo, const char* table, std::uint32_t number, bool with_ports,
           tvbuff_t* pdu) {
  exp_pdu_data_item_t entry = {exp_pdu_data_dissector_table_num_value_size,
                               exp_pdu_data_dissector_table_num_value_populate_data,
                               GUINT_TO_POINTER(number)};
  const std::array<const exp_pdu_data_item_t*, 5> of_ip = {
      &exp_pdu_data_src_ip, &exp_pdu_data_dst_ip, &exp_pdu_data_orig_frame_num, &entry, nullptr};
  const std::array<const exp_pdu_data_item_t*, 8> of_udp = {&exp_pdu_data_src_ip,
                                                            &exp_pdu_data_dst_ip,
                                                            &exp_pdu_data_port_type,
                                                            &exp_pdu_data_src_port,
                                                            &exp_pdu_data_dst_port,
                                                            &exp_pdu_data_orig_frame_num,
                                                            &entry,
                                                            nullptr};
  const auto* const* items = with_ports ? of_udp.data() : of_ip.data();
  exp_pdu_data_t* tags = export_pdu_create_tags(pinfo, table, EXP_PDU_TAG_DISSECTOR_TABLE_NAME,
                                                const_cast<const exp_pdu_data_item_t**>(items));
  tags->tvb_captured_length = tvb_captured_length(pdu);
  tags->tvb_reported_length = tvb_reported_length(pdu);
  tags->pdu_tvb = pdu;
  tap_queue_packet(tap, pinfo, tags);
}

}  // namespace

void register_export_pdu() {
  tap = register_export_pdu_tap("espect");
}

void export_inner_packets(packet_info* pinfo, tvbuff_t* tvb, const EspResult& esp) {
  if (!have_tap_listener(tap)) return;
  for (const InnerResult& inner : esp.inner) {
    const std::uint8_t* octets =
        inner.offset ? esp.plaintext.data() + *inner.offset : inner.octets.data();
    queue(pinfo, "ip.proto", inner.protocol, false, tvb_of(tvb, octets, inner.size));
  }
}

void export_ike_message(packet_info* pinfo, tvbuff_t* tvb, const IkeResult& ike) {
  constexpr std::size_t header_octets = wire::ike::Header::octets;
  if (!have_tap_listener(tap)) return;
  if (!ike.encrypted) return queue(pinfo, "udp.port", ike_port, true, tvb);
  if (!ike.opened || !ike.has_contents) return;
  const Bytes contents = ike.contents();
  const std::size_t size = header_octets + contents.size();
  auto* message = static_cast<std::uint8_t*>(wmem_alloc(pinfo->pool, size));
  tvb_memcpy(tvb, message, 0, header_octets);
  message[next_payload_at] = ike.first_type;
  for (std::size_t octet = 0; octet < 4; ++octet)
    message[length_at + octet] = static_cast<std::uint8_t>(size >> (24 - 8 * octet));
  std::copy(contents.begin(), contents.end(), message + header_octets);
  queue(pinfo, "udp.port", ike_port, true, tvb_of(tvb, message, size));
}

}  // namespace espect::plugin
