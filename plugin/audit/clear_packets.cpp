// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/clear_packets.h"

#include "ipsec/ip/ip_view.h"
#include "plugin/audit/ip_headers.h"
#include "plugin/audit/open_capture.h"
#include "plugin/wireshark/border.h"

namespace espect::plugin {
namespace {

bool is_only_ip(const packet_info* pinfo) {
  static const int ip4 = proto_get_id_by_filter_name("ip");
  static const int ip6 = proto_get_id_by_filter_name("ipv6");
  unsigned layers = 0;
  for (auto* layer = wmem_list_head(pinfo->layers); layer != nullptr;
       layer = wmem_list_frame_next(layer)) {
    const int protocol = GPOINTER_TO_INT(wmem_list_frame_data(layer));
    if (protocol == ip4 || protocol == ip6) ++layers;
  }
  return layers == 1;
}

void take(CaptureAudit& audit, const FrameOctets& frame, const packet_info* pinfo) {
  ip::IpView view;
  if (read_ip_packet(frame, pinfo, view) && view.missing == 0 && !view.fragment)
    audit.take_clear(pinfo->num, time_of(pinfo), view.packet);
}

}  // namespace

void note_clear_packet(tvbuff_t* frame, packet_info* pinfo) noexcept {
  CaptureAudit* audit = open_audit();
  const auto type = pinfo->net_src.type;
  if (audit == nullptr || !audit->wants_clear(pinfo->num) || frame == nullptr ||
      (type != AT_IPv4 && type != AT_IPv6) || pinfo->net_dst.type != type || !is_only_ip(pinfo))
    return;
  const FrameOctets octets = octets_of_frame(frame);
  if (octets.octets.empty() || octets.beyond != 0) return;
  guarded("packets in the clear", pinfo->num, [&] { take(*audit, octets, pinfo); });
}

}  // namespace espect::plugin
