// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/capture_facts.h"
#include "ipsec/sessions/esp/events.h"
#include "ipsec/sessions/ike/events.h"
#include "ipsec/sessions/ikev1/events.h"
#include "ipsec/sessions/inner/aggfrag.h"
#include "ipsec/sessions/inner/events.h"
#include "ipsec/sessions/table/listeners.h"

// What the sessions tell; those of the rooms are in their events.h. SAs, flows and facts live as
// long as Sessions, and never move; the datagram, its octets and everything else until the
// subscriber returns.
namespace espect::sessions {

// A flow at the end of the capture. `child` is null when it is not known.
struct EspFlowEnded {
  const EspFlow& flow;
  const ChildSa* child;
  const AggfragCounters* aggfrag;       // null without IP-TFS
  const CaptureFacts* facts = nullptr;  // never null of Sessions
};

struct IcmpErrorSeen {
  const Datagram& datagram;
  const IcmpError& error;
  const EspFlow* flow = nullptr;   // what it quotes a packet of, when that is known
  const IkeSa* ike_sa = nullptr;   // whose message it quotes, when that is known
  const ChildSa* child = nullptr;  // of the flow, when that is known
};

// An error notify outside an IKE SA (RFC 7296 section 1.5), in the clear: INVALID_IKE_SPI,
// INVALID_SPI. Anybody can send it. It makes no IKE SA and answers no encrypted request.
struct UnprotectedNotifySeen {
  const Datagram& datagram;
  const IkeMessage& message;
  std::uint16_t notify;
  std::optional<std::uint32_t> spi;  // of ESP or AH, that INVALID_SPI names
  const IkeSa* ike_sa;               // whose SPIs it bears; null when they are of none
  const EspFlow* flow;               // whose packets it complains about; null when not known
};

struct FragmentsBroken {
  const Datagram& datagram;
  const BrokenFragments& fragments;
};

// A datagram of an SA beyond the limit: from here on something is not audited.
struct SaNotTracked {
  const Datagram& datagram;
};

struct CaptureEnded {
  const CaptureFacts& facts;
};

// A whole IP packet that is no IPsec, told when a Child SA is known.
struct ClearPacketSeen {
  std::uint32_t frame;
  Time time;
  Bytes ip_packet;
};

using CaptureListeners = Listeners<EspFlowEnded, IcmpErrorSeen, UnprotectedNotifySeen,
                                   FragmentsBroken, ClearPacketSeen, SaNotTracked, CaptureEnded>;

}  // namespace espect::sessions
