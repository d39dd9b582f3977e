// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/capture_facts.h"
#include "ipsec/sessions/esp/events.h"
#include "ipsec/sessions/ike/events.h"
#include "ipsec/sessions/inner/aggfrag.h"
#include "ipsec/sessions/inner/events.h"
#include "ipsec/sessions/table/listeners.h"

// What the sessions tell; those of the rooms are in their events.h. Everything is borrowed until
// the subscriber returns.
namespace espect::sessions {

// A flow at the end of the capture. `child` is null when it is not known.
struct EspFlowEnded {
  const EspFlow& flow;
  const ChildSa* child;
  const AggfragCounters* aggfrag;  // null without IP-TFS
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

using CaptureListeners = Listeners<EspFlowEnded, IcmpErrorSeen, FragmentsBroken, CaptureEnded>;

}  // namespace espect::sessions
