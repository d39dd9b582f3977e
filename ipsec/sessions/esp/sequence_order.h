// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/esp/events.h"
#include "ipsec/sessions/esp/recent_packets.h"
#include "ipsec/sessions/esp/tracked_flow.h"

namespace espect::sessions {

// Puts sequence numbers into the history of their SA. Tells SequenceOutOfOrder and
// EspCapturedTwice.
class SequenceOrder {
 public:
  explicit SequenceOrder(const EspListeners& events) : events_(events) {}

  // How many hops behind the point where it was seen first the capture saw this packet again;
  // nothing when it did not.
  std::optional<std::uint8_t> hops_behind(const EspPacket& packet, const EspFlow& flow) const {
    const auto hops = recent_.seen_again(flow.id, packet);
    return hops && *hops != 0 ? hops : std::nullopt;
  }
  // `number`: the 64-bit one of the packet.
  SequenceVerdict on(const EspPacket& packet, TrackedFlow& flow, std::uint64_t number,
                     bool authentic);
  // Every packet, after it was judged.
  void passed(const EspPacket& packet, const EspFlow& flow) { recent_.add(flow.id, packet); }

 private:
  const EspListeners& events_;
  RecentPackets recent_;
};

}  // namespace espect::sessions
