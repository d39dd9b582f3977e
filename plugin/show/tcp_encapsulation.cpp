// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/show/tcp_encapsulation.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace espect::plugin {
namespace {

constexpr std::uint32_t port = 4500;
constexpr int prefix_octets = 6;
constexpr int length_octets = 2;
constexpr int marker_octets = 4;
constexpr char prefix[] = "IKETCP";

int espect_protocol = -1;
int tcp_protocol = -1;
int prefix_field = -1;
int length_field = -1;
int marker_field = -1;
int keepalive_field = -1;
int subtree = -1;
dissector_handle_t ike_dissector;
dissector_handle_t esp_dissector;
Audit audit_frame;

// Wireshark ends the dissection of a packet at 500 dissectors, and inner packets take several.
constexpr unsigned most_shown = 64;
unsigned frames_of_segment = 0;

bool starts_with_prefix(tvbuff_t* tvb) {
  const auto size = std::min<unsigned>(tvb_captured_length(tvb), prefix_octets);
  return size != 0 && tvb_memeql(tvb, 0, reinterpret_cast<const std::uint8_t*>(prefix), size) == 0;
}

// A capture may start behind the prefix: a frame of IKEv2, or of ESP that ends with the segment.
bool looks_framed(tvbuff_t* tvb) {
  constexpr unsigned ike_header = 28;
  const unsigned size = tvb_captured_length(tvb);
  if (size < length_octets + marker_octets) return false;
  const unsigned length = tvb_get_ntohs(tvb, 0);
  const std::uint32_t spi = tvb_get_ntohl(tvb, length_octets);
  constexpr unsigned version_at = length_octets + marker_octets + 17;
  if (spi == 0)
    return length >= length_octets + marker_octets + ike_header && size > version_at &&
           octet_at(tvb, version_at) == 0x20;
  return spi > 0xff && length == tvb_reported_length(tvb) && length > 24;
}

// Known of the whole connection from the frame that showed it on.
bool is_encapsulation(tvbuff_t* tvb, packet_info* pinfo) {
  conversation_t* connection = find_or_create_conversation(pinfo);
  const auto since = GPOINTER_TO_UINT(conversation_get_proto_data(connection, tcp_protocol));
  if (since != 0 && since <= pinfo->num) return true;
  if (!starts_with_prefix(tvb) && !looks_framed(tvb)) return false;
  if (since == 0 && !PINFO_FD_VISITED(pinfo))
    conversation_add_proto_data(connection, tcp_protocol, GUINT_TO_POINTER(pinfo->num));
  return true;
}

unsigned frame_length(packet_info*, tvbuff_t* tvb, int offset, void*) {
  return std::max<unsigned>(tvb_get_ntohs(tvb, offset), length_octets);
}

int dissect_frame(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void*) {
  proto_item* item = proto_tree_add_item(tree, tcp_protocol, tvb, 0, length_octets, ENC_NA);
  proto_tree* shown = proto_item_add_subtree(item, subtree);
  proto_tree_add_item(shown, length_field, tvb, 0, length_octets, ENC_BIG_ENDIAN);
  const unsigned size = tvb_captured_length(tvb);
  const bool marked =
      size >= length_octets + marker_octets && tvb_get_ntohl(tvb, length_octets) == 0;
  if (++frames_of_segment > most_shown && size > length_octets + 1) {
    proto_item_append_text(item, ", audited and not shown: more than %u in one segment",
                           most_shown);
    const int at = marked ? length_octets + marker_octets : length_octets;
    audit_frame(tvb_new_subset_remaining(tvb, at), pinfo,
                marked ? Content::marked_ike : Content::esp);
    return static_cast<int>(size);
  }
  if (marked) {
    proto_tree_add_item(shown, marker_field, tvb, length_octets, marker_octets, ENC_NA);
    proto_item_set_len(item, length_octets + marker_octets);
    call_dissector(ike_dissector, tvb_new_subset_remaining(tvb, length_octets + marker_octets),
                   pinfo, tree);
  } else if (size == length_octets + 1 && octet_at(tvb, length_octets) == 0xff) {
    proto_tree_add_item(shown, keepalive_field, tvb, length_octets, 1, ENC_NA);
    col_append_str(pinfo->cinfo, COL_INFO, " NAT-keepalive");
  } else if (size > length_octets) {
    // Dissectors of inner packets leave their own addresses and ports behind, and another frame may
    // follow in the same segment.
    const address net_source = pinfo->net_src;
    const address net_destination = pinfo->net_dst;
    const address source = pinfo->src;
    const address destination = pinfo->dst;
    const guint32 source_port = pinfo->srcport;
    const guint32 destination_port = pinfo->destport;
    call_dissector(esp_dissector, tvb_new_subset_remaining(tvb, length_octets), pinfo, tree);
    pinfo->net_src = net_source;
    pinfo->net_dst = net_destination;
    pinfo->src = source;
    pinfo->dst = destination;
    pinfo->srcport = source_port;
    pinfo->destport = destination_port;
  }
  col_append_str(pinfo->cinfo, COL_INFO, " ");
  col_set_fence(pinfo->cinfo, COL_INFO);
  return static_cast<int>(tvb_captured_length(tvb));
}

int dissect_stream(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
  if (!proto_is_protocol_enabled(find_protocol_by_id(espect_protocol))) return 0;
  if (!is_encapsulation(tvb, pinfo)) return 0;
  frames_of_segment = 0;
  int at = 0;
  if (starts_with_prefix(tvb)) {
    const int size = static_cast<int>(tvb_captured_length(tvb));
    if (size < prefix_octets) {
      pinfo->desegment_offset = 0;
      pinfo->desegment_len = static_cast<std::uint32_t>(prefix_octets - size);
      return size;
    }
    col_set_str(pinfo->cinfo, COL_INFO, "IKETCP ");
    col_set_fence(pinfo->cinfo, COL_INFO);
    proto_item* item = proto_tree_add_item(tree, tcp_protocol, tvb, 0, prefix_octets, ENC_NA);
    proto_tree_add_item(proto_item_add_subtree(item, subtree), prefix_field, tvb, 0, prefix_octets,
                        ENC_ASCII);
    at = prefix_octets;
  }
  if (tvb_reported_length_remaining(tvb, at) <= 0) return at;
  tvbuff_t* frames = tvb_new_subset_remaining(tvb, at);
  tcp_dissect_pdus(frames, pinfo, tree, true, length_octets, frame_length, dissect_frame, data);
  return static_cast<int>(tvb_captured_length(tvb));
}

}  // namespace

void register_tcp_encapsulation(int protocol) {
  espect_protocol = protocol;
  tcp_protocol = proto_register_protocol("TCP Encapsulation of IPsec Packets (espect)",
                                         "TCPENCAP (espect)", "espect.tcp");
  static std::array fields = std::to_array<hf_register_info>({
      {&prefix_field,
       {"Stream prefix", "espect.tcp.prefix", FT_STRING, BASE_NONE, nullptr, 0,
        "RFC 9329 section 4", HFILL}},
      {&length_field,
       {"Length", "espect.tcp.length", FT_UINT16, BASE_DEC, nullptr, 0,
        "With the two octets of itself", HFILL}},
      {&marker_field,
       {"Non-ESP marker", "espect.tcp.non_esp_marker", FT_NONE, BASE_NONE, nullptr, 0,
        "Four zero octets: IKE follows", HFILL}},
      {&keepalive_field,
       {"NAT-keepalive", "espect.tcp.nat_keepalive", FT_NONE, BASE_NONE, nullptr, 0,
        "One octet 0xff, which a stream does not need", HFILL}},
  });
  proto_register_field_array(tcp_protocol, fields.data(), static_cast<int>(fields.size()));
  static std::array<int*, 1> subtrees = {&subtree};
  proto_register_subtree_array(subtrees.data(), static_cast<int>(subtrees.size()));
}

void install_tcp_encapsulation(dissector_handle_t marked_ike, dissector_handle_t esp, Audit audit) {
  ike_dissector = marked_ike;
  esp_dissector = esp;
  audit_frame = audit;
  dissector_add_uint("tcp.port", port, create_dissector_handle(dissect_stream, tcp_protocol));
}

}  // namespace espect::plugin
