// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/esp/events.h"
#include "ipsec/sessions/esp/tracked_flow.h"
#include "ipsec/sessions/table/sequence_number.h"

namespace espect::sessions {

// What packets look like that do not verify on an SA whose key is known. Tells IcvFailed.
class IcvFailures {
 public:
  explicit IcvFailures(const EspListeners& events) : events_(events) {}

  void on(const EspPacket& packet, TrackedFlow& flow) const {
    events_.tell(IcvFailed{packet.datagram, flow, flow.child, packet.sequence,
                           looks_of(packet.sequence, flow.sa_track())});
  }

 private:
  // A sender's packet with flipped bits keeps a number near its neighbours, a forger has to choose
  // one.
  static FailureLooks looks_of(std::uint32_t sequence, const TrackedFlow& sa) {
    const auto number = extend_sequence(sequence, sa.numbers.highest);
    if (sa.history.seen(sa.numbers, number)) return FailureLooks::changed_copy;
    return number > sa.numbers.highest + 1 ? FailureLooks::forged : FailureLooks::corrupted;
  }

  const EspListeners& events_;
};

}  // namespace espect::sessions
