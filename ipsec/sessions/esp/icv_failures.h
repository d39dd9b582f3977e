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

  explicit IcvFailures(const EspListeners& events) : events_(events) {}

  void on(const EspPacket& packet, TrackedFlow& flow) const;
  static void finish(TrackedFlow& flow);

 private:
  const EspListeners& events_;
};

}  // namespace espect::sessions
