// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/child/child_sa.h"
#include "ipsec/sessions/ike/ike_sa.h"
#include "ipsec/sessions/ikev1/ikev1_contents.h"
#include "ipsec/sessions/ikev1/ikev1_message.h"
#include "ipsec/sessions/table/listeners.h"

// What IKEv1 messages tell, beside the events that both versions have (ike/events.h:
// IkeMessageSeen, IkeSaNegotiated, ChildSaMade, ExchangeUnanswered).
namespace espect::sessions {

// An encrypted message that a key opened. Comes after its IkeMessageSeen.
struct Ikev1MessageOpened {
  const Datagram& datagram;
  const Ikev1Message& message;
  const IkeSa& sa;
  const Ikev1Contents& contents;
  bool hash_verified;  // of phase 2 its HASH, with SKEYID_a; false: nobody could tell
  bool retransmission;
  bool from_initiator;
};

// An error notify stood in the place of an answer, or a closed Informational did and nothing
// followed. Of phase 1 judged at the end: some go on all the same.
struct Ikev1Refused {
  const IkeSa& sa;
  // Nothing: closed, so that its shape and its place are all there is.
  std::optional<registry::Ikev1NotifyType> notify;
  std::uint8_t exchange;                 // type of the exchange that was refused
  std::uint8_t step;                     // the message that was refused, 0 when it is not known
  bool from_initiator;                   // who refused
  bool opened;                           // the notify was encrypted
  const std::vector<Ikev1Offer>* asked;  // of an opened quick mode; else null
  std::vector<std::uint32_t> request_frames;
  std::uint32_t response_frame;
};

// The first message of an opened Quick Mode: what one side wants. Without selectors it speaks of
// the peers themselves.
struct QuickModeAsked {
  const IkeSa& sa;
  const Path& path;
  const std::vector<Ikev1Offer>& offers;
  const std::vector<TrafficSelector>& ts_i;  // of who asks
  const std::vector<TrafficSelector>& ts_r;
  std::uint32_t frame;
};

// An opened Quick Mode made Child SAs; comes after ChildSaMade of each.
struct QuickModeCompleted {
  const IkeSa& sa;
  const ChildSa& child;
  const Ikev1Offer* offered;  // the transform that was selected, as it was offered; null = none is
  const Ikev1Offer& selected;
  std::uint32_t request_frame;
  std::uint32_t response_frame;
};

using Ikev1Listeners =
    Listeners<Ikev1MessageOpened, Ikev1Refused, QuickModeAsked, QuickModeCompleted>;

}  // namespace espect::sessions
