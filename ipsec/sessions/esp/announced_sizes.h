// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/child/peers.h"
#include "ipsec/sessions/esp/events.h"
#include "ipsec/sessions/esp/tracked_flow.h"

namespace espect::sessions {

// Tells AnnouncedMtuExceeded. Announcements are looked through when there are new ones, not for
// every packet.
class AnnouncedSizes {
 public:
  AnnouncedSizes(const EspListeners& events, const Peers& peers) : events_(events), peers_(peers) {}

  void on(const Datagram& datagram, TrackedFlow& flow) const {
    if (flow.announced_version != peers_.announced_version()) look_through(flow);
    if (datagram.ip.packet_octets > flow.least_announced_mtu) tell(datagram, flow);
  }

 private:
  void look_through(TrackedFlow& flow) const;
  void tell(const Datagram& datagram, const TrackedFlow& flow) const;

  const EspListeners& events_;
  const Peers& peers_;
};

}  // namespace espect::sessions
