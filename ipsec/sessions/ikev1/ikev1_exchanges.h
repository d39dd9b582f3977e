// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/datagram/datagram.h"
#include "ipsec/sessions/ike/ike_sa.h"
#include "ipsec/sessions/ikev1/ikev1_message.h"

namespace espect::sessions {

// What an IKEv1 message is to its exchange.
struct Ikev1Followed {
  Exchange& exchange;      // the request that it is, or that it answers
  bool copy = false;       // the same octets were seen before
  bool answer = false;     // to the request of `exchange`
  std::uint8_t place = 1;  // among the messages of the exchange, from 1
};

// The exchange of a message among those of its IKE SA. In phase 1 the payloads say which of the
// messages it is, elsewhere the order does. Bounded: the oldest closed exchange goes.
Ikev1Followed follow(IkeSa& sa, const Datagram& datagram, const Ikev1Message& message,
                     bool from_initiator);

// The newest request of one side that still waits for its answer, in phase 1 (message id 0) or
// behind it; null when there is none.
Exchange* open_request(IkeSa& sa, bool from_initiator, bool phase1);

// The newest R-U-THERE of one side that waits for its answer, `but` apart.
Exchange* open_probe(IkeSa& sa, bool from_initiator, const Exchange* but);

}  // namespace espect::sessions
