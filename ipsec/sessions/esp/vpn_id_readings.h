// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/esp/events.h"
#include "ipsec/sessions/esp/sa_key_candidate.h"
#include "ipsec/sessions/esp/tracked_flow.h"

namespace espect::sessions {

// Reads and counts VPN-IDs. Tells VpnIdSeen and VpnIdMissing.
class VpnIdReadings {
 public:
  // `profile`: its readings, where nothing was negotiated; may be null.
  VpnIdReadings(const EspListeners& events, const registry::ExperimentalProfile* profile)
      : events_(events), profile_(profile) {}

  // Of a packet whose ICV has not verified: only what stands outside.
  void on(const Datagram& datagram, TrackedFlow& flow, SequenceVerdict verdict) const {
    if (flow.reads_vpn_id || !datagram.extension_headers.empty())
      read_outside(datagram, flow, verdict);
  }
  void on_verified(const Datagram& datagram, TrackedFlow& flow, const VerifiedPacket& packet,
                   SequenceVerdict verdict) const;

 private:
  void read_outside(const Datagram& datagram, TrackedFlow& flow, SequenceVerdict verdict) const;
  void note(const Datagram& datagram, TrackedFlow& flow, const VpnIdReading& reading,
            bool authenticated, SequenceVerdict verdict) const;

  const EspListeners& events_;
  const registry::ExperimentalProfile* profile_;
};

}  // namespace espect::sessions
