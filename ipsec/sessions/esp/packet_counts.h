// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>

#include "ipsec/sessions/esp/announced_sizes.h"
#include "ipsec/sessions/esp/esp_packet.h"
#include "ipsec/sessions/esp/events.h"
#include "ipsec/sessions/esp/tracked_flow.h"

namespace espect::sessions {

// Counts the packets of a flow, their octets and sizes, whatever their ICVs say. Tells
// EspFragmented.
class PacketCounts {
 public:
  PacketCounts(const EspListeners& events, const Peers& peers)
      : events_(events), announced_(events, peers) {}

  void on(const EspPacket& packet, TrackedFlow& flow) const {
    const Datagram& datagram = packet.datagram;
    ++flow.packets;
    flow.octets += packet.whole_octets();
    flow.last_frame = datagram.frame;
    flow.last_time = datagram.time;
    flow.largest_outer = std::max(flow.largest_outer, datagram.ip.packet_octets);
    flow.largest_piece = std::max(flow.largest_piece, datagram.ip.largest_piece);
    if (flow.path_mtu_frame != 0 && sent_later(datagram, flow.path_mtu_frame))
      flow.largest_since_path_mtu =
          std::max(flow.largest_since_path_mtu, datagram.ip.largest_piece);
    if (datagram.ip.fragments != 0) [[unlikely]] {
      ++flow.ip_fragmented;
      events_.tell(EspFragmented{datagram, flow, flow.child});
    }
    announced_.on(datagram, flow);
  }

 private:
  static bool sent_later(const Datagram& datagram, std::uint32_t frame) {
    return datagram.fragment_frames.empty() || datagram.fragment_frames.front() > frame;
  }

  const EspListeners& events_;
  AnnouncedSizes announced_;
};

}  // namespace espect::sessions
