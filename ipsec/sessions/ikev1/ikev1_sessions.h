// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/ike/events.h"
#include "ipsec/sessions/ike/ike_sas.h"
#include "ipsec/sessions/ike/ike_sightings.h"
#include "ipsec/sessions/ikev1/events.h"
#include "ipsec/sessions/ikev1/ikev1_exchanges.h"
#include "ipsec/sessions/ikev1/ikev1_fragments.h"
#include "ipsec/sessions/ikev1/ikev1_opener.h"
#include "ipsec/sessions/ikev1/phase1.h"

namespace espect::sessions {

// IKE SAs of version 1: whose message it is, which exchange it belongs to, and what became of
// phase 1. Records and events are those of IKEv2 wherever the same can be said.
class Ikev1Sessions {
 public:
  // `ring` may be null: then nothing is opened. `peers` takes what is said for ESP.
  Ikev1Sessions(const IkeListeners& events, const Ikev1Listeners& own_events, IkeSas& sas,
                const keys::KeyRing* ring, Peers& peers);

  // A message with major version 1; `header` is the same as IKEv2 reads it, for those who hear
  // IkeMessageSeen. False when the SA limit is reached and it belongs to none that is tracked.
  bool on(const Datagram& datagram, const IkeMessage& header,
          const registry::ExperimentalProfile* profile);
  // Judges what is still open at the end of the capture.
  void finish(Time last_time);
  const IkeSightings& sightings() const { return sightings_; }

 private:
  struct Place {
    IkeSa* sa = nullptr;
    bool from_initiator = true;
  };
  Place place_of(const Datagram& datagram, const Ikev1Message& message);
  void take(IkeSa& sa, const Datagram& datagram, const IkeMessage* header,
            const Ikev1Message& message, bool from_initiator);
  void on_informational(IkeSa& sa, const Datagram& datagram, const Ikev1Message& message,
                        bool from_initiator);
  void open(IkeSa& sa, Ikev1Followed& followed, const Datagram& datagram,
            const Ikev1Message& message, bool from_initiator);
  void note_opened_error(IkeSa& sa, registry::Ikev1NotifyType error, const Datagram& datagram,
                         bool from_initiator);
  void judge_refusal(IkeSa& sa, Time last_time);
  void finish(IkeSa& sa, Time last_time);

  const IkeListeners& events_;
  const Ikev1Listeners& own_events_;
  IkeSas& sas_;
  Peers& peers_;
  Phase1 phase1_;
  std::optional<Ikev1Opener> opener_;
  Ikev1Fragments fragments_;
  IkeSightings sightings_;
  Ikev1Message message_;
  Ikev1Message reassembled_;
};

}  // namespace espect::sessions
