// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/child/child_sa.h"
#include "ipsec/sessions/child/path_mtu_announcement.h"
#include "ipsec/sessions/ike/ike_contents.h"
#include "ipsec/sessions/ike/ike_message.h"
#include "ipsec/sessions/ike/ike_sa.h"
#include "ipsec/sessions/said/sa_payloads.h"
#include "ipsec/sessions/table/listeners.h"

// What IKE messages tell. SAs live as long as Sessions, and never move; the datagram, octets and
// everything else until the subscriber returns.
namespace espect::sessions {

// What RFC 7296 section 3.1 forbids in a header that nevertheless says whose message it is.
enum class HeaderFault : std::uint8_t {
  none,
  spis_exchanged,        // the responder's SPI stands first, and the I flag is set by the responder
  wrong_initiator_flag,  // IKE_SA_INIT tells the sender's role without it, and so does an ICV
};

// Every IKE message, also IKEv1 (header only) and those with a fault.
struct IkeMessageSeen {
  const Datagram& datagram;
  const IkeMessage& message;
  const IkeSa& sa;
  const Exchange* exchange;  // null of versions that nobody knows
  bool retransmission;       // the same octets were seen before
  bool from_initiator;       // of the IKE SA, whatever the I flag says
  HeaderFault header_fault = HeaderFault::none;
  // The capture saw this very packet before, at this or another point of the path. It is a
  // `retransmission`, that nobody sent.
  bool second_sighting = false;
  // To a request of the exchange: the R flag; IKEv1 has none, there order says it.
  bool answer = false;
};

// An encrypted message whose ICV verified. Comes after its IkeMessageSeen.
struct IkeMessageOpened {
  const Datagram& datagram;
  const IkeMessage& message;
  const IkeSa& sa;
  OpenedBy by;
  Bytes plaintext;              // of this datagram, with padding and pad length
  const IkeContents* contents;  // null when other fragments are still to come, or of a copy
  bool retransmission;
  bool from_initiator;  // of the IKE SA, whatever the I flag says
};

// Comes instead of IkeMessageSeen: whoever sent it, it changes nothing and speaks for nobody.
struct IkeMessageNotOfSa {
  const Datagram& datagram;
  const IkeMessage& message;
  const IkeSa& sa;
  NotOfSa why;
  bool from_initiator;  // as it says
};

// An IKE_SA_INIT response selected a proposal: sa.offer and sa.selection are known.
struct IkeSaNegotiated {
  const IkeSa& sa;
  std::uint32_t request_frame;  // 0 when the request is not in the capture
  std::uint32_t response_frame;
};

// An IKE_SA_INIT response with an error notify other than INVALID_KE_PAYLOAD.
struct IkeSaRefused {
  const IkeSa& sa;
  std::uint16_t notify;
  std::uint32_t request_frame;
  std::uint32_t response_frame;
};

// An opened CREATE_CHILD_SA made an IKE SA in place of another (RFC 7296 section 1.3.2). Of the new
// one offer and selection are known.
struct IkeSaRekeyed {
  const IkeSa& old_sa;
  const IkeSa& new_sa;
  bool from_initiator;  // of the old one: who asked
  Bytes lowest_nonce;   // of the two: RFC 7296 section 2.8.1
  std::uint32_t request_frame;
  std::uint32_t response_frame;
};

// An opened IKE_AUTH or CREATE_CHILD_SA made a Child SA. `child` stays where it is.
struct ChildSaMade {
  const IkeSa& sa;
  const ChildSa& child;
  std::uint8_t exchange;
  bool from_initiator;        // of the IKE SA: who asked
  const SaPayloads* request;  // null when it was not opened
  const SaPayloads& response;
  std::uint32_t request_frame;  // 0 when it was not opened
  std::uint32_t response_frame;
};

// An opened response with an error notify in place of a Child SA, or of the IKE SA that was to
// replace this one.
struct SaRefused {
  const IkeSa& sa;
  std::uint16_t notify;
  std::uint8_t protocol;  // of the SA that was asked for; 0 when the request was not opened
  std::uint8_t exchange;
  bool from_initiator;
  const SaPayloads* request;
  std::uint32_t request_frame;
  std::uint32_t response_frame;
  Path path{};  // of the response
};

// INVALID_KE_PAYLOAD answered IKE_SA_INIT and the initiator tried again (RFC 7296 section 1.2).
struct KeyExchangeRetried {
  const IkeSa& sa;
  registry::KeyExchangeMethod offered;  // method of the refused KE payload
  registry::KeyExchangeMethod wanted;   // by the responder
  registry::KeyExchangeMethod retried;  // method of the new one
  std::uint32_t first_request_frame;
  std::uint32_t refusal_frame;
  std::uint32_t retry_frame;
};

// A request that nobody answered, judged at the end of the capture.
struct ExchangeUnanswered {
  const IkeSa& sa;
  const Exchange& exchange;
  double waited_seconds;  // from the last transmission to the end of the capture
};

// Fragments (RFC 7383) of a message, judged at the end of the capture: some are missing, and the
// exchange did not go on.
struct IkeFragmentsIncomplete {
  const IkeSa& sa;
  const Exchange& exchange;
  const MessageFragments& fragments;
};

// An LMAP or PTB notify that was answered.
struct PathMtuAnnounced {
  const IkeSa& sa;
  const PathMtuAnnouncement& announcement;
};

using IkeListeners =
    Listeners<IkeMessageSeen, IkeMessageOpened, IkeMessageNotOfSa, IkeSaNegotiated, IkeSaRefused,
              IkeSaRekeyed, ChildSaMade, SaRefused, KeyExchangeRetried, ExchangeUnanswered,
              IkeFragmentsIncomplete, PathMtuAnnounced>;

}  // namespace espect::sessions
