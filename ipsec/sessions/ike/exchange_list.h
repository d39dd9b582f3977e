// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>

#include "ipsec/datagram/datagram.h"
#include "ipsec/sessions/ike/exchange.h"
#include "ipsec/sessions/ike/ike_message.h"
#include "ipsec/sessions/ike/ike_sa.h"

namespace espect::sessions {

// What a message is to its exchange.
struct Followed {
  Exchange& exchange;
  bool copy = false;         // the same octets were seen before
  bool unprotected = false;  // a response in the clear to an encrypted request: not its answer
  bool begun = false;        // the first message of it that was seen
};

// The exchange of a message among those of its IKE SA; one is begun when there is none.
// `from_initiator`: the sender's role in the IKE SA. Bounded: the oldest closed exchange goes.
Followed follow(IkeSa& sa, const Datagram& datagram, const IkeMessage& message,
                bool from_initiator);

// The exchange that has these octets already, or null.
Exchange* that_has(IkeSa& sa, const IkeMessage& message, bool from_initiator);

// Whether exchanges of its requester stand between it and those that were seen before it began: the
// message IDs go up by one (RFC 7296 section 2.2).
bool skips_exchanges(const IkeSa& sa, const Exchange& begun);

// Whether this capture lacks messages of the exchange that there were. A request that nobody
// answered lacks none.
bool lacks_messages(const Exchange& exchange);

// Its answer may have been on its way when the capture ended.
bool may_still_be_answered(const Exchange& exchange, Time last_time);

// How long an exchange that is still open has waited for its response when the capture ends, in
// seconds; nothing when a response may still come, or could not be in this capture.
std::optional<double> unanswered_for(const IkeSa& sa, const Exchange& exchange, Time last_time);

}  // namespace espect::sessions
