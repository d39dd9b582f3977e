// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/esp/esp_packet.h"
#include "ipsec/sessions/esp/events.h"
#include "ipsec/sessions/esp/tracked_flow.h"

namespace espect::sessions {

// Packets that do not verify on an SA whose key is known. Tells IcvFailed; at the end it judges
// what they were: damage on the way leaves a number that came in no other packet.
class IcvFailures {
 public:
  // Failures remembered per flow; what comes behind counts as the last ones do.
  static constexpr std::size_t most = 4096;
  static constexpr std::size_t most_kept = 16;

  explicit IcvFailures(const EspListeners& events) : events_(events) {}

  void on(const EspPacket& packet, TrackedFlow& flow) const;
  // Of a flow of which nothing has verified yet. Once something has, those that did not are bad or
  // have an older key: it tells of them, unless they are so many that the key is likelier.
  static void leave_undecided(const EspPacket& packet, TrackedFlow& flow);
  void decide(TrackedFlow& flow) const;
  static void finish(TrackedFlow& flow);

 private:
  const EspListeners& events_;
};

}  // namespace espect::sessions
