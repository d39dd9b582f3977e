// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/aggfrag.h"
#include "ipsec/sessions/capture_facts.h"
#include "ipsec/sessions/child_sa.h"
#include "ipsec/sessions/datagram.h"
#include "ipsec/sessions/echoes.h"
#include "ipsec/sessions/esp_flow.h"
#include "ipsec/sessions/ike_message.h"
#include "ipsec/sessions/ike_sa.h"
#include "ipsec/sessions/path_mtu_announcement.h"

// What the sessions tell. Everything is borrowed until the subscriber returns.
namespace espect::sessions {

// Every IKE message, also IKEv1 (header only) and those with a fault.
struct IkeMessageSeen {
  const Datagram& datagram;
  const IkeMessage& message;
  const IkeSa& sa;
  bool retransmission;  // the same octets were seen before
};

// An encrypted message whose ICV verified. Comes after its IkeMessageSeen.
struct IkeMessageOpened {
  const Datagram& datagram;
  const IkeMessage& message;
  const IkeSa& sa;
  const IkeGeneration& generation;
  Bytes plaintext;              // of this datagram, with padding and pad length
  const IkeContents* contents;  // null when other fragments are still to come, or of a copy
  bool retransmission;
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
// one offer, selection and nonces are known.
struct IkeSaRekeyed {
  const IkeSa& old_sa;
  const IkeSa& new_sa;
  bool from_initiator;  // of the old one: who asked
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
};

// INVALID_KE_PAYLOAD answered IKE_SA_INIT and the initiator tried again (RFC 7296 section 1.2).
struct KeyExchangeRetried {
  const IkeSa& sa;
  std::uint16_t offered;  // method of the refused KE payload
  std::uint16_t wanted;   // by the responder
  std::uint16_t retried;  // method of the new one
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

// An ESP or AH packet that is not simply the next one of its SA.
struct SequenceOutOfOrder {
  const Datagram& datagram;
  const EspFlow& flow;
  std::uint64_t sequence;
  SequenceVerdict verdict;  // late, left_of_window or duplicate
  std::uint64_t distance;   // highest so far - sequence
  bool authentic;           // its ICV verified
};

// An ESP or AH packet that came as IP fragments, complete.
struct EspFragmented {
  const Datagram& datagram;
  const EspFlow& flow;
};

// The same packet came again so soon and so alike that the capture doubled it.
struct EspCapturedTwice {
  const Datagram& datagram;
  const EspFlow& flow;
};

// A packet on a Child SA whose DELETE was seen more than a grace period ago.
struct EspAfterDelete {
  const Datagram& datagram;
  const EspFlow& flow;
  const ChildSa& child;
  double seconds;  // since the DELETE
};

// Two authentic packets of one SA carry the same explicit IV under a counter-mode cipher.
struct IvReused {
  const Datagram& datagram;
  const EspFlow& flow;
  std::uint64_t iv;
};

// A flow at the end of the capture. `child` is null when it is not known.
struct EspFlowEnded {
  const EspFlow& flow;
  const ChildSa* child;
  const AggfragCounters* aggfrag;  // null without IP-TFS
};

// A packet whose ICV does not verify on an SA whose key has verified others.
struct IcvFailed {
  const Datagram& datagram;
  const EspFlow& flow;
  std::uint32_t sequence;  // as on the wire
};

// An ESP or AH packet whose ICV verified. `plaintext`: payload data, padding, pad length and next
// header of ESP; empty for AH.
struct EspOpened {
  const Datagram& datagram;
  const EspFlow& flow;
  std::uint64_t sequence;  // 64 bits with ESN
  Bytes plaintext;
};

// What travelled inside an authentic packet: an IP packet (protocol 4 or 41), or in transport mode
// an upper-layer payload. Of IP-TFS each rebuilt packet, told with the datagram that completed it.
struct InnerPacket {
  const Datagram& datagram;
  const EspFlow& flow;
  std::uint64_t sequence;
  std::uint8_t protocol;
  Bytes octets;
};

// An LMAP or PTB notify that was answered.
struct PathMtuAnnounced {
  const IkeSa& sa;
  const PathMtuAnnouncement& announcement;
};

// An outer packet that is larger than what its receiver announced before.
struct AnnouncedMtuExceeded {
  const Datagram& datagram;
  const EspFlow& flow;
  const PathMtuAnnouncement& announcement;
};

// A packet that says to which VPN it belongs. `child` is null when it is not known. In the header
// field only of authentic packets, elsewhere of all.
struct VpnIdSeen {
  const Datagram& datagram;
  const EspFlow& flow;
  const ChildSa* child;
  std::uint32_t id;
  std::uint8_t mode;   // of wire::ike::VpnIdMode
  bool authenticated;  // the ICV covers it
};

// An authentic packet of an SA whose packets are to carry a VPN-ID behind the sequence number, and
// that carries none.
struct VpnIdMissing {
  const Datagram& datagram;
  const EspFlow& flow;
};

// An ESP echo request or reply, in the clear or out of an opened packet.
struct EchoSeen {
  const Datagram& datagram;
  const EspEcho& echo;
  const EspFlow* flow;         // null in the clear
  const EchoRequest* request;  // of a reply; null when none waits for it
  double seconds;              // since the request
  bool numbers_differ;         // `request` is only the likeliest one
};

// A request without reply, judged at the end of the capture.
struct EchoUnanswered {
  const EchoRequest& request;
  double waited_seconds;
};

struct IcmpErrorSeen {
  const Datagram& datagram;
  const IcmpError& error;
  const EspFlow* flow = nullptr;  // what it quotes a packet of, when that is known
  const IkeSa* ike_sa = nullptr;  // whose message it quotes, when that is known
};

struct FragmentsBroken {
  const Datagram& datagram;
  const BrokenFragments& fragments;
};

struct CaptureEnded {
  const CaptureFacts& facts;
};

}  // namespace espect::sessions
