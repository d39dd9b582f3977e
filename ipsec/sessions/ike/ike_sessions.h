// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/ike/events.h"
#include "ipsec/sessions/ike/exchange_list.h"
#include "ipsec/sessions/ike/ike_opener.h"
#include "ipsec/sessions/ike/ike_sa_init.h"
#include "ipsec/sessions/ike/ike_sas.h"
#include "ipsec/sessions/ike/ike_sightings.h"

namespace espect::sessions {

// Tells IKE SAs of IKEv2 apart, follows their exchanges and says what happened to them. Messages of
// versions that nobody knows are counted here too.
class IkeSessions {
 public:
  // `ring` may be null: then nothing is opened. `peers` takes what is said for ESP.
  IkeSessions(const IkeListeners& events, IkeSas& sas, const keys::KeyRing* ring, Peers& peers);

  // False when the SA limit is reached and this message belongs to none that is tracked.
  bool on(const Datagram& datagram, const IkeMessage& message);
  // The IKE SA that is named by an error notify in the clear that is of none, or null.
  const IkeSa* named(const IkeMessage& message);
  // Judges what is still open at the end of the capture.
  void finish(Time last_time);

  // The IKE SA of a message of which an ICMP error quotes the start, or null.
  const IkeSa* quoted(Bytes message);

  const IkeSightings& sightings() const { return sightings_; }

 private:
  // Whose message it is, and who sent it.
  struct Place {
    IkeSa* sa = nullptr;
    bool from_initiator = true;
    HeaderFault header_fault = HeaderFault::none;
  };
  Place place_of(const Datagram& datagram, const IkeMessage& message);
  IkeSa* with_unbound_spi(const wire::ike::Header& header, bool with_sa_payload);
  void note_what_is_seen(IkeSa& sa, Exchange& exchange, bool begun);
  void see_again(IkeSa& sa, const Datagram& datagram, const IkeMessage& message,
                 bool from_initiator);
  void open(IkeSa& sa, Exchange& exchange, const Datagram& datagram, const IkeMessage& message,
            const IkeGeneration& generation, bool from_initiator, bool retransmission);
  void set_aside(IkeSa& sa, const Datagram& datagram, const IkeMessage& message, NotOfSa why,
                 bool from_initiator);
  void add_rekeyed(IkeSa& old, const Datagram& datagram, NewIkeSa made);
  void finish(IkeSa& sa, Time last_time);

  const IkeListeners& events_;
  IkeSas& sas_;
  std::optional<IkeOpener> opener_;
  IkeSaInit init_;
  Peers& peers_;
  IkeSightings sightings_;
};

}  // namespace espect::sessions
