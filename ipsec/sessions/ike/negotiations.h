// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <utility>

#include "ipsec/sessions/child/peers.h"
#include "ipsec/sessions/ike/events.h"
#include "ipsec/sessions/ike/ike_contents.h"
#include "ipsec/sessions/ike/ike_sa.h"
#include "ipsec/sessions/ike/ike_secrets.h"

namespace espect::sessions {

// The outcome of a CREATE_CHILD_SA that replaces an IKE SA, RFC 7296 section 1.3.2.
struct NewIkeSa {
  std::uint64_t spi_i = 0;
  std::uint64_t spi_r = 0;
  bool from_initiator = true;  // the exchange was asked for by the old SA's initiator
  Proposal selection;
  std::vector<Proposal> offer;
  std::vector<std::uint8_t> nonce_i;
  std::vector<std::uint8_t> nonce_r;
  std::vector<SkD> old_sk_d;
  std::uint32_t request_frame = 0;
  bool follow_ups = false;  // IKE_FOLLOWUP_KE exchanges come before it is used
};

// Follows opened messages to what they make and end: Child SAs with their keys, new IKE SAs,
// deletes.
class Negotiations {
 public:
  Negotiations(const IkeListeners& events, const keys::KeyRing& ring, Peers& peers)
      : events_(events), ring_(ring), peers_(peers), children_(peers.children()) {}

  struct Opened {
    IkeSa& sa;
    IkeSecrets& secrets;
    const Datagram& datagram;
    const IkeMessage& message;
    const IkeContents& contents;
    bool from_initiator;  // of the IKE SA
  };
  // `sk_d`: of the generation that opened it. Gives the new IKE SA when the message makes one.
  std::optional<NewIkeSa> on(const Opened& opened, std::vector<SkD> sk_d);

 private:
  struct Answer;
  void on_request(const Opened& opened);
  void complete_child(const Opened& opened);
  void on_auth_response(const Answer& answer);
  std::optional<NewIkeSa> on_create_child_response(const Answer& answer);
  // What CREATE_CHILD_SA made.
  std::optional<NewIkeSa> make(const Answer& answer, const SaPayloads& request);
  void tell_refusal(const Answer& answer, std::uint8_t exchange) const;
  void on_follow_up_response(const Answer& answer);
  void on_informational_response(const Answer& answer);
  void make_child(const Answer& answer, const SaPayloads& request, Bytes ni, Bytes nr);

  const IkeListeners& events_;
  const keys::KeyRing& ring_;
  Peers& peers_;
  ChildSas& children_;
};

}  // namespace espect::sessions
