// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/child/child_sa.h"
#include "ipsec/sessions/esp/esp_flow.h"
#include "ipsec/sessions/inner/echo_request.h"
#include "ipsec/sessions/inner/esp_echo.h"
#include "ipsec/sessions/table/listeners.h"

// What travelled inside, and ESP echoes. Everything is borrowed until the subscriber returns.
namespace espect::sessions {

// What travelled inside an opened packet: an IP packet (protocol 4 or 41), or in transport mode
// an upper-layer payload. Of IP-TFS each rebuilt packet, told with the datagram that completed it.
struct InnerPacket {
  const Datagram& datagram;
  const EspFlow& flow;
  const ChildSa* child;  // null when it is not known
  std::uint64_t sequence;
  std::uint8_t protocol;
  Bytes octets;
  bool authentic = true;  // false: of a packet whose key only its content proves
};

// An ESP echo request or reply, in the clear or out of an opened packet.
struct EchoSeen {
  const Datagram& datagram;
  const EspFlow* flow;   // null in the clear
  const ChildSa* child;  // null in the clear, and when it is not known
  const EspEcho& echo;
  const EchoRequest* request;  // of a reply; null when none in the capture had its numbers
  double seconds;              // since the request
};

// A reply whose numbers no request had, and the request that stayed without a reply and that it
// answers most likely. Judged at the end of the capture.
struct EchoMisanswered {
  const EchoRequest& request;
  const LoneEchoReply& reply;
};

// A request without reply, judged at the end of the capture.
struct EchoUnanswered {
  const EchoRequest& request;
  double waited_seconds;
};

using InnerListeners = Listeners<InnerPacket, EchoSeen, EchoMisanswered, EchoUnanswered>;

}  // namespace espect::sessions
