// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/announced_sizes.h"

#include <algorithm>

namespace espect::sessions {

namespace {

bool means(const PathMtuAnnouncement& announcement, const EspFlow& flow) {
  return announcement.egress == flow.path.destination &&
         (!announcement.spi ||
          (*announcement.spi == flow.spi && announcement.protocol == flow.protocol));
}

}  // namespace

void AnnouncedSizes::look_through(TrackedFlow& flow) const {
  flow.announced_version = peers_.announced_version();
  flow.least_announced_mtu = UINT32_MAX;
  for (const auto& announcement : peers_.announced(flow.path))
    if (means(announcement, flow))
      flow.least_announced_mtu = std::min(flow.least_announced_mtu, announcement.mtu);
}

void AnnouncedSizes::tell(const Datagram& datagram, const TrackedFlow& flow) const {
  for (const auto& announcement : peers_.announced(flow.path))
    if (means(announcement, flow) && announcement.ingress == datagram.path.source &&
        datagram.ip.packet_octets > announcement.mtu &&
        seconds_between(announcement.effective, datagram.time) > 0)
      events_.tell(AnnouncedMtuExceeded{datagram, flow, flow.child, announcement});
}

}  // namespace espect::sessions
