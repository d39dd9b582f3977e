// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/child/child_sa.h"
#include "ipsec/sessions/child/path_mtu_announcement.h"
#include "ipsec/sessions/esp/esp_flow.h"
#include "ipsec/sessions/table/listeners.h"

// What ESP and AH packets tell, of each with its flow and its Child SA, which is null when it is
// not known. Datagrams and octets are borrowed until the subscriber returns; flows and Child SAs
// live as long as the sessions.
namespace espect::sessions {

// Every ESP or AH packet of a flow that is tracked, once its number and ICV have been judged.
struct EspSeen {
  const Datagram& datagram;
  const EspFlow& flow;
  const ChildSa* child;
};

// An ESP or AH packet that is not simply the next one of its SA.
struct SequenceOutOfOrder {
  const Datagram& datagram;
  const EspFlow& flow;
  const ChildSa* child;
  std::uint64_t sequence;
  SequenceVerdict verdict;  // late, left_of_window or duplicate
  std::uint64_t distance;   // highest so far - sequence
  bool authentic;           // its ICV verified
};

// An ESP or AH packet that came as IP fragments, complete.
struct EspFragmented {
  const Datagram& datagram;
  const EspFlow& flow;
  const ChildSa* child;
};

// The same packet came again so soon and so alike that the capture doubled it, or that it was seen
// on the other side of a router.
struct EspCapturedTwice {
  const Datagram& datagram;
  const EspFlow& flow;
  const ChildSa* child;
  std::uint8_t hops = 0;   // between the two points; 0: one point
  std::int64_t delay = 0;  // nanoseconds from the first point to the second
};

// A packet on a Child SA whose DELETE was seen more than a grace period ago.
struct EspAfterDelete {
  const Datagram& datagram;
  const EspFlow& flow;
  const ChildSa* child;
  double seconds;  // since the DELETE
};

// Two authentic packets of one SA carry the same explicit IV under a counter-mode cipher.
struct IvReused {
  const Datagram& datagram;
  const EspFlow& flow;
  const ChildSa* child;
  std::uint64_t iv;
};

// A packet whose ICV does not verify on an SA whose key has verified others. What it looks like is
// known at the end: EspFlow::failures.
struct IcvFailed {
  const Datagram& datagram;
  const EspFlow& flow;
  const ChildSa* child;
  std::uint32_t sequence;   // as on the wire
  bool before_key = false;  // in front of the first that verifies: it may have an older key
};

// An ESP or AH packet whose ICV verified. `plaintext`: payload data, padding, pad length and next
// header of ESP; empty for AH.
struct EspOpened {
  const Datagram& datagram;
  const EspFlow& flow;
  const ChildSa* child;
  std::uint64_t sequence;  // 64 bits with ESN
  Bytes plaintext;
  VpnIdField vpn_id_field = VpnIdField::none;  // behind the sequence number
  std::uint32_t vpn_id = 0;
};

// An ESP packet that was decrypted with a key that only its content proves. `plaintext` as above.
struct EspDecrypted {
  const Datagram& datagram;
  const EspFlow& flow;
  const ChildSa* child;
  std::uint32_t sequence;  // as on the wire
  Bytes plaintext;
};

// An outer packet that is larger than what its receiver announced before.
struct AnnouncedMtuExceeded {
  const Datagram& datagram;
  const EspFlow& flow;
  const ChildSa* child;
  const PathMtuAnnouncement& announcement;
};

// A packet that says to which VPN it belongs. In the header field only of authentic packets,
// elsewhere of all.
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
  const ChildSa* child;
};

// An EESP packet whose base header was read, behind all else that is told of it but EspSeen.
struct EespHeadSeen {
  const Datagram& datagram;
  const EspFlow& flow;
  const ChildSa* child;
  const EespHead& head;
  std::optional<std::uint64_t> number;
  std::uint32_t payload_at = 0;  // octets from its start, of an authentic packet; 0: not known
  bool authentic = false;
};

using EspListeners = Listeners<EspSeen, SequenceOutOfOrder, EspFragmented, EspCapturedTwice,
                               EspAfterDelete, IvReused, IcvFailed, EspOpened, EspDecrypted,
                               AnnouncedMtuExceeded, VpnIdSeen, VpnIdMissing, EespHeadSeen>;

}  // namespace espect::sessions
