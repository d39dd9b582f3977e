// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>

#include "ipsec/bytes/time.h"
#include "ipsec/datagram/datagram.h"
#include "ipsec/sessions/esp/conversations.h"
#include "ipsec/sessions/esp/esp_keys.h"
#include "ipsec/sessions/esp/iv_history.h"
#include "ipsec/sessions/esp/linux_receiver.h"
#include "ipsec/sessions/esp/sequence_history.h"
#include "ipsec/sessions/esp/vpn_id.h"

namespace espect::sessions {

// What arrived at one destination of an SA that moved; the verdicts are those of the whole SA.
class Arrivals {
 public:
  Arrivals() = default;
  explicit Arrivals(const SequenceHistory& so_far)
      : lowest_(so_far.lowest()),
        highest_(so_far.highest()),
        duplicates_(so_far.duplicates()),
        reordered_(so_far.reordered()),
        left_of_window_(so_far.left_of_window()),
        max_late_(so_far.max_late()),
        any_(true) {}

  void add(std::uint64_t number, SequenceVerdict verdict, std::uint64_t distance) {
    lowest_ = any_ ? std::min(lowest_, number) : number;
    highest_ = std::max(highest_, number);
    any_ = true;
    if (verdict == SequenceVerdict::duplicate) ++duplicates_;
    if (verdict != SequenceVerdict::late && verdict != SequenceVerdict::left_of_window) return;
    ++reordered_;
    if (verdict == SequenceVerdict::left_of_window) ++left_of_window_;
    max_late_ = std::max(max_late_, distance);
  }
  std::uint64_t lowest() const { return lowest_; }
  std::uint64_t highest() const { return highest_; }
  std::uint64_t duplicates() const { return duplicates_; }
  std::uint64_t reordered() const { return reordered_; }
  std::uint64_t left_of_window() const { return left_of_window_; }
  std::uint64_t max_late() const { return max_late_; }

 private:
  std::uint64_t lowest_ = 0;
  std::uint64_t highest_ = 0;
  std::uint64_t duplicates_ = 0;
  std::uint64_t reordered_ = 0;
  std::uint64_t left_of_window_ = 0;
  std::uint64_t max_late_ = 0;
  bool any_ = false;
};

// One direction of an ESP or AH SA, keyed by (protocol, destination, SPI), and by its source when
// the destination is multicast; source, ports and encapsulation as first seen. An SA that moves to
// another destination (MOBIKE, NAT) is a flow at each of them, with one history of its numbers.
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
  std::uint32_t largest_piece = 0;  // the same, or of its fragments
  std::uint32_t ip_fragmented = 0;
  std::uint32_t path_mtu = 0;  // of the last ICMP that quotes a packet of it, 0 = none
  Path path;
  std::uint8_t highest_traffic_class = 0;  // of the packet with the highest number
  std::uint8_t own_side = 0;               // in the conversation
  Conversation* conversation = nullptr;    // with the other address; never null
  std::uint32_t peer_heard = 0;            // conversation's count when `unheard` began
  std::uint32_t unheard = 0;  // packets since the other address was last heard, up to the last one
  std::uint32_t unheard_from_frame = 0;
  // Of all packets, or of the authentic ones once one has verified. Of an SA that moved it is kept
  // where the SA was first seen: ask sa().
  SequenceHistory history;
  EspFlow* first = nullptr;            // where the SA was first seen; null: here
  std::unique_ptr<Arrivals> arrivals;  // here, once the SA has moved

  std::uint32_t id = 0;  // 1, 2, ... in order of appearance
  std::uint32_t first_frame = 0;
  Time first_time{};

  std::uint64_t capture_duplicates = 0;  // copies that the capture made, not in history
  std::uint64_t icv_ok = 0;              // packets whose ICV verified
  std::uint64_t icv_bad = 0;    // whose ICV did not, on an SA whose key is known because one did
  std::uint64_t undecided = 0;  // tried with keys of which none has verified anything yet
  std::uint32_t child_sa = 0;   // id, 0 = not known
  bool esn = false;  // 64-bit sequence numbers, by the key source, the SN transform or the ICV
  bool reads_vpn_id = false;     // its SPI or flow label holds one, by agreement or by preference
  std::uint8_t next_header = 0;  // of ESP, in the newest packet that was opened
  bool window_known = false;     // a key source says it
  // On an SA that no decrypted negotiation made, although all IKE SAs between the two addresses are
  // decrypted from their start.
  bool unknown_spi = false;
  std::unique_ptr<IvHistory> ivs;                 // of a counter-mode cipher
  std::unique_ptr<LinuxReceiver> linux_receiver;  // from the first authentic packet on
  std::unique_ptr<VpnIds> vpn_ids;                // read in its packets, null = none
  std::unique_ptr<EspKeys> keys;                  // only where key sources were given

  std::uint64_t no_key() const { return packets - icv_ok - icv_bad; }
  bool anti_replay() const { return window != 0; }

  EspFlow& sa() { return first != nullptr ? *first : *this; }
  const EspFlow& sa() const { return first != nullptr ? *first : *this; }
  // Counters of this destination.
  std::uint64_t lowest() const { return arrivals ? arrivals->lowest() : history.lowest(); }
  std::uint64_t highest() const { return arrivals ? arrivals->highest() : history.highest(); }
  std::uint64_t duplicates() const {
    return arrivals ? arrivals->duplicates() : history.duplicates();
  }
  std::uint64_t reordered() const { return arrivals ? arrivals->reordered() : history.reordered(); }
  std::uint64_t left_of_window() const {
    return arrivals ? arrivals->left_of_window() : history.left_of_window();
  }
  std::uint64_t max_late() const { return arrivals ? arrivals->max_late() : history.max_late(); }
  // What never came has no destination: it counts where the SA was first seen.
  std::uint64_t lost() const { return history.lost(); }
};

}  // namespace espect::sessions
