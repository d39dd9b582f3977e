// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <memory>

#include "ipsec/bytes/time.h"
#include "ipsec/sessions/conversations.h"
#include "ipsec/sessions/datagram.h"
#include "ipsec/sessions/esp_keys.h"
#include "ipsec/sessions/iv_history.h"
#include "ipsec/sessions/linux_receiver.h"
#include "ipsec/sessions/sequence_history.h"
#include "ipsec/sessions/vpn_id.h"

namespace espect::sessions {

// One direction of an ESP or AH SA, keyed by (protocol, destination, SPI), and by its source when
// the destination is multicast; source, ports and encapsulation as first seen.
struct EspFlow {
  // What every packet touches stands first.
  std::uint32_t spi = 0;
  Protocol protocol = Protocol::esp;
  std::uint32_t window = 32;  // of the receiver, in packets; 32 is the least that RFC 4303 allows
  std::uint32_t last_frame = 0;
  Time last_time{};
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;         // of ESP or AH, headers and ICV included
  std::uint32_t largest_outer = 0;  // outer IP packet, before fragmentation
  std::uint32_t largest_since_path_mtu = 0;
  std::uint32_t ip_fragmented = 0;
  std::uint32_t path_mtu = 0;  // of the last ICMP that quotes a packet of it, 0 = none
  Path path;
  std::uint8_t highest_traffic_class = 0;  // of the packet with the highest number
  std::uint8_t own_side = 0;               // in the conversation
  Conversation* conversation = nullptr;    // with the other address; never null
  std::uint32_t peer_heard = 0;            // conversation's count when `unheard` began
  std::uint32_t unheard = 0;  // packets since the other address was last heard, up to the last one
  std::uint32_t unheard_from_frame = 0;
  SequenceHistory history;  // of all packets, or of the authentic ones once one has verified

  std::uint32_t id = 0;  // 1, 2, ... in order of appearance
  std::uint32_t first_frame = 0;
  Time first_time{};

  std::uint64_t capture_duplicates = 0;  // copies that the capture made, not in history
  std::uint64_t icv_ok = 0;              // packets whose ICV verified
  std::uint64_t icv_bad = 0;    // whose ICV did not, on an SA whose key is known because one did
  std::uint64_t undecided = 0;  // tried with keys of which none has verified anything yet
  std::uint32_t child_sa = 0;   // id, 0 = not known
  bool esn = false;  // 64-bit sequence numbers, by the key source, the SN transform or the ICV
  bool reads_vpn_id = false;  // its SPI or flow label holds one, by agreement or by preference
  bool window_known = false;  // a key source says it
  // On an SA that no decrypted negotiation made, although all IKE SAs between the two addresses are
  // decrypted from their start.
  bool unknown_spi = false;
  std::unique_ptr<IvHistory> ivs;                 // of a counter-mode cipher
  std::unique_ptr<LinuxReceiver> linux_receiver;  // from the first authentic packet on
  std::unique_ptr<VpnIds> vpn_ids;                // read in its packets, null = none
  std::unique_ptr<EspKeys> keys;                  // only where key sources were given

  std::uint64_t no_key() const { return packets - icv_ok - icv_bad; }
  bool anti_replay() const { return window != 0; }
};

}  // namespace espect::sessions
