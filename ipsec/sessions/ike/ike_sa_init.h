// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <set>

#include "ipsec/sessions/ike/events.h"

namespace espect::sessions {

class IkeOpener;

// IKE_SA_INIT and IKE_SESSION_RESUME: they open an IKE SA and travel in the clear.
bool opens_ike_sa(const wire::ike::Header& header);

// RFC 7296 section 1.5: an error notify and nothing else, in the clear, where an IKE SA encrypts
// everything.
bool is_unprotected_notify(const IkeMessage& message);

// Follows them from the offer to the selection, over COOKIE and INVALID_KE_PAYLOAD (RFC 7296
// section 1.2), or to a refusal.
class IkeSaInit {
 public:
  // `opener` may be null: then nothing is kept to open what follows.
  IkeSaInit(const IkeListeners& events, IkeOpener* opener) : events_(events), opener_(opener) {}

  // Messages that are no copies.
  void on_request(IkeSa& sa, const Exchange& exchange, const Datagram& datagram,
                  const IkeMessage& message);
  void on_response(IkeSa& sa, const Exchange& exchange, const Datagram& datagram,
                   const IkeMessage& message);

 private:
  void judge_ppk(IkeSa& sa, const Datagram& datagram) const;

  const IkeListeners& events_;
  IkeOpener* opener_;
  std::set<std::uint32_t> cut_requests_;  // IKE SAs whose newest one the snap length cut
};

}  // namespace espect::sessions
