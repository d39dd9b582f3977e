// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/ike/events.h"
#include "ipsec/sessions/ikev1/events.h"

namespace espect::sessions {

// Main and aggressive mode in the clear, RFC 2409 sections 5 to 5.4: from the offer to the
// selection or a refusal, and what the peers show of themselves.
class Phase1 {
 public:
  explicit Phase1(const IkeListeners& events) : events_(events) {}

  // A message of phase 1 that is no copy.
  void on_message(IkeSa& sa, const Exchange& exchange, const Datagram& datagram,
                  const Ikev1Message& message, bool from_initiator, bool answer) const;

 private:
  const IkeListeners& events_;
};

// What the payloads of phase 1 say of their sender, in the clear or opened.
void note_peer(Ikev1Peer& peer, const Ikev1Payloads& payloads, bool in_clear);

}  // namespace espect::sessions
