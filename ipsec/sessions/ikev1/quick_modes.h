// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/crypto/prf.h"
#include "ipsec/keys/key_ring.h"
#include "ipsec/sessions/child/peers.h"
#include "ipsec/sessions/ike/events.h"
#include "ipsec/sessions/ikev1/events.h"

namespace espect::sessions {

// An opened Quick Mode, from its first message on (RFC 2409 section 5.5).
struct QuickMode {
  std::uint32_t message_id = 0;
  bool from_initiator = true;  // who asked, of the IKE SA
  std::vector<Ikev1Offer> offers;
  bool ipcomp = false;
  bool key_exchange = false;
  std::vector<std::uint8_t> nonce_i;
  std::vector<std::uint8_t> nonce_r;
  std::vector<TrafficSelector> ts_i;  // IDci, IDcr; empty: the peers' own addresses
  std::vector<TrafficSelector> ts_r;
  std::uint32_t frame = 0;
};

// Follows opened messages of phase 2 to what they make and end: Child SAs with their keys, deletes,
// refusals.
class QuickModes {
 public:
  QuickModes(const IkeListeners& events, const Ikev1Listeners& own_events,
             const keys::KeyRing& ring, Peers& peers)
      : events_(events), own_events_(own_events), ring_(ring), children_(peers.children()) {}

  struct Opened {
    IkeSa& sa;
    std::vector<QuickMode>& quick_modes;
    const Datagram& datagram;
    const Ikev1Message& message;
    const Ikev1Contents& contents;
    const Exchange& exchange;
    bool from_initiator;  // of the IKE SA
    std::uint8_t place;   // among the messages of its exchange
    const crypto::Prf& prf;
    Bytes skeyid_d;  // empty when it is not known
  };
  void on(const Opened& opened);

 private:
  void on_request(const Opened& opened);
  void on_answer(const Opened& opened, QuickMode& quick);
  void make_child(const Opened& opened, const QuickMode& quick, const Ikev1Offer& selected);
  void add_keys(const Opened& opened, const QuickMode& quick, const ChildSa& child);
  void on_informational(const Opened& opened);
  void delete_children(const Opened& opened, const wire::ikev1::Delete& deletes);

  const IkeListeners& events_;
  const Ikev1Listeners& own_events_;
  const keys::KeyRing& ring_;
  ChildSas& children_;
};

// IDci or IDcr as a selector (RFC 2407 section 4.6.2); nothing of types that name no address.
std::optional<TrafficSelector> selector_of(const wire::ikev1::Identification& id);

}  // namespace espect::sessions
