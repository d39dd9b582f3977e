// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/other_ports.h"

#include <optional>

#include "ipsec/ip/recognised_ports.h"
#include "plugin/audit/outer_packet.h"
#include "plugin/wireshark/border.h"

namespace espect::plugin {
namespace {

int espect_protocol = -1;
constexpr std::uint32_t kind_key = 3;
dissector_handle_t ike_dissector;
dissector_handle_t nat_traversal_dissector;

std::optional<ip::RecognisedPorts>& ports() {
  static std::optional<ip::RecognisedPorts> of_capture;
  return of_capture;
}

void forget_ports() {
  ports().reset();
}

ip::PortKind recognise(tvbuff_t* tvb, packet_info* pinfo) {
  const unsigned size = tvb_captured_length(tvb);
  if (size == 0) return ip::PortKind::other;
  Path path;
  path.source = address_of(pinfo->net_src);
  path.destination = address_of(pinfo->net_dst);
  ip::Udp udp;
  udp.ports = {static_cast<std::uint16_t>(pinfo->srcport),
               static_cast<std::uint16_t>(pinfo->destport)};
  udp.data = Bytes(tvb_get_ptr(tvb, 0, static_cast<int>(size)), size);
  udp.data_octets = tvb_reported_length(tvb);
  return guarded("ports", pinfo->num, [&] {
    static std::uint64_t not_kept;  // those messages are recognised all the same
    if (!ports()) ports().emplace(ip::RecognisedPorts::usual_most, not_kept);
    return ports()->of(path, udp);
  });
}

// What came before the message that showed its ports stays what it was when it came.
ip::PortKind kind_of(tvbuff_t* tvb, packet_info* pinfo) {
  if (PINFO_FD_VISITED(pinfo))
    return static_cast<ip::PortKind>(
        GPOINTER_TO_UINT(p_get_proto_data(wmem_file_scope(), pinfo, espect_protocol, kind_key)));
  const auto kind = recognise(tvb, pinfo);
  if (kind != ip::PortKind::other)
    p_add_proto_data(wmem_file_scope(), pinfo, espect_protocol, kind_key,
                     GUINT_TO_POINTER(static_cast<unsigned>(kind)));
  return kind;
}

HeuristicResult dissect_other_port(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree,
                                   void* data) {
  if (pinfo->flags.in_error_pkt || !proto_is_protocol_enabled(find_protocol_by_id(espect_protocol)))
    return false;
  const auto kind = kind_of(tvb, pinfo);
  if (kind == ip::PortKind::other) return false;
  auto* dissector = kind == ip::PortKind::ike ? ike_dissector : nat_traversal_dissector;
  return call_dissector_with_data(dissector, tvb, pinfo, tree, data) != 0;
}

}  // namespace

void register_other_ports(int protocol) {
  espect_protocol = protocol;
  register_init_routine(forget_ports);
  register_cleanup_routine(forget_ports);
}

void install_other_ports(dissector_handle_t ike, dissector_handle_t nat_traversal) {
  ike_dissector = ike;
  nat_traversal_dissector = nat_traversal;
  heur_dissector_add("udp", dissect_other_port, "IKE and ESP on other UDP ports (espect)",
                     "espect_udp", espect_protocol, HEURISTIC_DISABLE);
}

}  // namespace espect::plugin
