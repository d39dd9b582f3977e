// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/icmp_errors.h"

#include "ipsec/ip/icmp.h"
#include "ipsec/ip/ip_view.h"
#include "ipsec/ip/protocol.h"
#include "plugin/audit/ip_headers.h"
#include "plugin/audit/open_capture.h"
#include "plugin/wireshark/border.h"

namespace espect::plugin {
namespace {

bool has_icmp(const packet_info* pinfo) {
  static const int icmp = proto_get_id_by_filter_name("icmp");
  static const int icmpv6 = proto_get_id_by_filter_name("icmpv6");
  for (auto* layer = wmem_list_head(pinfo->layers); layer != nullptr;
       layer = wmem_list_frame_next(layer)) {
    const int protocol = GPOINTER_TO_INT(wmem_list_frame_data(layer));
    if (protocol == icmp || protocol == icmpv6) return true;
  }
  return false;
}

// What `pinfo` says of addresses may be those of the quote: the error's own header is the first
// that ICMP follows.
bool carries_icmp(Bytes octets) {
  const auto version = octets[0] >> 4;
  if (version == 4) return octets.size() > 9 && octets[9] == ip::protocol::icmp;
  return version == 6;
}

void take(CaptureAudit& audit, const FrameOctets& frame, const packet_info* pinfo) {
  for (std::size_t at = 0; at < frame.octets.size() && at < farthest_ip_header; ++at) {
    const Bytes octets = frame.octets.subspan(at);
    ip::IpView view;
    if (!carries_icmp(octets) || ip::read_ip(octets, frame.beyond, view) != ip::IpProblem::none ||
        view.fragment)
      continue;
    const auto next = view.v6() ? ip::protocol::icmp6 : ip::protocol::icmp;
    if (view.payload.protocol != next) continue;
    const auto error = ip::read_icmp_error(view.captured_payload(), view.v6());
    if (!error) continue;
    Datagram datagram;
    datagram.frame = pinfo->num;
    datagram.time = time_of(pinfo);
    datagram.path = view.datagram.path;
    datagram.ip = view.datagram.ip;
    datagram.content = *error;
    audit.take(datagram, view.packet);
    return;
  }
}

}  // namespace

void note_icmp_error(tvbuff_t* frame, packet_info* pinfo) noexcept {
  CaptureAudit* audit = open_audit();
  if (audit == nullptr || audit->has_heard(pinfo->num) || frame == nullptr || !has_icmp(pinfo))
    return;
  const FrameOctets octets = octets_of_frame(frame);
  guarded("ICMP error", pinfo->num, [&] { take(*audit, octets, pinfo); });
}

}  // namespace espect::plugin
