// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ipsec/bytes/time.h"
#include "ipsec/datagram/datagram.h"
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/esp/eesp_facts.h"
#include "ipsec/sessions/esp/linux_receiver_counters.h"
#include "ipsec/sessions/esp/sequence_counters.h"
#include "ipsec/sessions/esp/vpn_id.h"

namespace espect::sessions {

inline constexpr std::uint32_t last_reserved_spi = 255;  // RFC 4303 section 2.1

// What packets of an SA were opened with, and the sizes that this gives them, in octets.
struct EspAlgorithms {
  registry::EncryptionAlgorithm encr;
  std::uint16_t encr_key_octets = 0;  // without the salt
  registry::IntegrityAlgorithm integ;
  std::uint8_t iv_octets = 0;
  std::uint8_t icv_octets = 0;
  std::uint8_t pad_multiple = 0;  // of the cipher
};

// Where the payload of packets stands that are not encrypted (RFC 2410, RFC 4543).
struct ClearPayload {
  std::uint8_t iv_octets = 0;  // 8: AES-GMAC
  std::uint8_t icv_octets = 0;
};

enum class FailureLooks : std::uint8_t {
  corrupted,     // its number is missing otherwise, or it verifies with one bit turned back
  changed_copy,  // its number had come in an authentic packet
  forged,        // its number is none of the sender's, or the sender used it later
};

// Packets whose ICV did not verify, judged at the end of the capture.
struct IcvFailureCounters {
  std::uint64_t corrupted = 0;
  std::uint64_t changed_copies = 0;
  std::uint64_t forged = 0;
  std::uint64_t numbers_damaged = 0;  // that came in no other packet
  FailureLooks first = FailureLooks::corrupted;
};

// One direction of an ESP or AH SA, keyed by (protocol, destination, SPI), and by its source when
// the destination is multicast; of EESP each sub-SA, by its Session ID; source, ports and
// encapsulation as first seen. An SA that moves to another destination (MOBIKE, NAT) is a flow at
// each of them, with one history of its numbers; an SPI that is keyed anew is another flow. What is
// found out about it, never what finds it out.
struct EspFlow {
  static constexpr std::size_t max_frames_kept = 1000;

  std::uint32_t first_frame = 0;
  Time first_time{};

  std::uint64_t capture_duplicates = 0;  // copies that the capture made, not in the numbers
  std::uint64_t undecided = 0;           // tried with keys of which none has verified anything yet
  std::uint64_t failed_before_key = 0;   // of icv_bad, in front of the first that verified
  std::uint64_t not_judgeable = 0;       // there is a key, but the snap length cut the ICV off
  std::uint64_t decrypted = 0;   // opened with a key that its content proves: not authenticated
  std::uint64_t unreadable = 0;  // of icv_ok: what was decrypted is no packet
  std::uint64_t second_sightings = 0;  // behind the next hop as well; not in `packets`
  std::uint32_t ip_fragmented = 0;
  std::uint32_t path_mtu = 0;  // of the last ICMP that quotes a packet of it, 0 = none
  std::uint32_t child_sa = 0;  // id, 0 = not known
  bool esn = false;  // 64-bit sequence numbers, by the key source, the SN transform or the ICV
  std::uint8_t next_header = 0;  // of ESP, in the newest packet that was opened
  bool window_known = false;     // a key source says it
  bool no_window_of_two =
      false;  // one says 0 of it and of the SA the other way, not which receives
  // On an SA that no decrypted negotiation made, although all IKE SAs between the two addresses are
  // decrypted from their start.
  bool unknown_spi = false;
  std::unique_ptr<EespFacts> eesp;  // null: it is none
  std::uint32_t keyed_before = 0;   // id of the flow that had the SPI under another key, 0 = none
  std::optional<EspAlgorithms> algorithms;  // once a packet has verified, or was decrypted
  std::optional<ClearPayload> in_clear;     // everybody can read its packets
  IcvFailureCounters failures;
  std::optional<LinuxReceiverCounters> linux_receiver;  // the same
  std::unique_ptr<VpnIds> vpn_ids;                      // read in its packets, null = none
  std::string why_closed;  // of the first packet, and at the end if any stayed closed

  std::uint32_t window = 32;  // of the receiver, in packets; 32 is the least that RFC 4303 allows
  std::uint32_t largest_since_path_mtu = 0;  // of what was sent later: packets or fragments
  std::uint32_t unheard_from_frame = 0;      // the first that `unheard` counts
  // Of what `unheard` counts, where the other address was heard before, the packets behind the
  // first; of a flow in question all packets. The first max_frames_kept.
  std::vector<std::uint32_t> frames_kept;

  // What every packet touches stands from here on, and goes on in the record that finds it out. A
  // cache line has what tells the flow from others.
  alignas(64) std::uint32_t spi = 0;
  std::uint16_t session_id = 0;  // of a sub-SA of EESP
  Protocol protocol = Protocol::esp;
  bool reads_vpn_id = false;  // its SPI or flow label holds one, by agreement or by preference
  Path path;
  // The next what is counted.
  Time last_time{};
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;  // of ESP or AH, headers and ICV included
  std::uint64_t icv_ok = 0;  // packets whose ICV verified
  std::uint32_t last_frame = 0;
  std::uint32_t largest_outer = 0;  // outer IP packet, before fragmentation
  std::uint32_t largest_piece = 0;  // the same, or of its fragments
  std::uint32_t path_mtu_frame = 0;
  std::uint32_t largest_passed = 0;  // outer IP packet in its encapsulation, whole with DF set
  std::uint32_t peer_heard = 0;      // packets of the other address when `unheard` began
  std::uint32_t unheard = 0;  // packets since the other address was last heard, up to the last one
  std::uint32_t id = 0;       // 1, 2, ... in order of appearance
  // And then what its numbers tell.
  std::uint8_t highest_traffic_class = 0;  // of the packet with the highest number
  bool in_question = false;                // its SPI was unknown or reserved when it began
  std::uint64_t icv_bad = 0;       // whose ICV did not, on an SA whose key is known because one did
  const EspFlow* first = nullptr;  // where the SA was first seen; null: here
  std::unique_ptr<SequenceCounters> arrivals;  // here, once the SA has moved
  // Of all packets, or of the authentic ones once one has verified. Of an SA that moved they are
  // kept where the SA was first seen: ask sa().
  SequenceCounters numbers;

  std::uint64_t no_key() const { return packets - icv_ok - icv_bad; }
  bool anti_replay() const { return window != 0; }
  // The integrity key is the right one, the encryption key is not.
  bool wrong_encryption_key() const { return unreadable * 2 > icv_ok; }

  // Whether its numbers say in which order its packets were sent: SN transform 2 makes them say
  // nothing (RFC 9827).
  bool sequential() const { return sa().numbers.sequential; }

  const EspFlow& sa() const { return first != nullptr ? *first : *this; }
  // Counters of this destination.
  const SequenceCounters& here() const { return arrivals ? *arrivals : numbers; }
  std::uint64_t lowest() const { return here().lowest; }
  std::uint64_t highest() const { return here().highest; }
  std::uint64_t duplicates() const { return here().duplicates; }
  std::uint64_t reordered() const { return here().reordered; }
  std::uint64_t left_of_window() const { return here().left_of_window; }
  std::uint64_t max_late() const { return here().max_late; }
  // Whether its numbers say what is missing.
  bool tells_loss() const { return sequential() && !sa().numbers.shared; }
  // What never came has no destination: it counts where the SA was first seen.
  std::uint64_t lost() const { return numbers.lost(); }
};

}  // namespace espect::sessions
