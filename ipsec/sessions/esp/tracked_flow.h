// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <memory>

#include "ipsec/sessions/child/child_sa.h"
#include "ipsec/sessions/esp/conversations.h"
#include "ipsec/sessions/esp/esp_flow.h"
#include "ipsec/sessions/esp/esp_keys.h"
#include "ipsec/sessions/esp/iv_history.h"
#include "ipsec/sessions/esp/linux_receiver.h"
#include "ipsec/sessions/esp/sequence_history.h"

namespace espect::sessions {

// A packet that did not verify under the key of its SA.
struct FailedPacket {
  std::uint64_t sequence;
  bool came_before;  // in an authentic packet
};

// A packet that was tried with keys of which none had verified anything yet.
struct UndecidedPacket {
  Datagram datagram;  // without contents
  std::uint32_t number;
};

// A flow and what finds out about it.
struct TrackedFlow : EspFlow {
  // What every packet touches stands first, behind the flow's own.
  Conversations::Pair* conversation = nullptr;  // with the other address; never null
  TrackedFlow* current = nullptr;      // kept at the first of a place: has it now; null: the first
  TrackedFlow* first_track = nullptr;  // `first`
  const ChildSa* child = nullptr;      // as of this version of the Child SAs
  std::uint32_t child_version = UINT32_MAX;
  std::uint32_t announced_version = 0;             // of announced MTUs
  std::uint32_t least_announced_mtu = UINT32_MAX;  // of those that mean it
  std::uint8_t own_side = 0;                       // in the conversation
  std::uint8_t clear_probes = 0;                   // packets that were looked at without a key
  SequenceHistory history;                         // ask sa_track()
  SaKeyCandidate* key = nullptr;                   // the one that verified
  std::shared_ptr<EspKeys> keys;  // only where key sources were given; one for each place

  std::unique_ptr<LinuxReceiver> receiver;  // from the first authentic packet on
  std::vector<FailedPacket> failed;
  std::vector<UndecidedPacket> undecided_packets;
  std::uint32_t bits_tried = 0;  // packets of which one bit was turned back
  ClearPayload clear_sign;
  std::uint8_t clear_signs = 0;    // packets with a payload in the clear as in clear_sign
  std::unique_ptr<IvHistory> ivs;  // of a counter-mode cipher

  // Others with this protocol and SPI; see FlowTable.
  TrackedFlow* first_of_spi = nullptr;
  TrackedFlow* newest_of_spi = nullptr;  // kept at the first
  TrackedFlow* newest_keyed = nullptr;   // the same
  TrackedFlow* older_of_spi = nullptr;
  TrackedFlow* older_keyed = nullptr;
  // Others at its place, under other keys.
  TrackedFlow* first_of_place = nullptr;   // null: it
  TrackedFlow* newest_at_place = nullptr;  // kept at the first
  TrackedFlow* older_at_place = nullptr;

  bool alone_with_its_spi() const { return first_of_spi == this && newest_of_spi == nullptr; }
  TrackedFlow& sa_track() { return first_track != nullptr ? *first_track : *this; }
  void join(TrackedFlow& other) {
    if (other.arrivals == nullptr)
      other.arrivals = std::make_unique<SequenceCounters>(other.numbers);
    first = first_track = &other;
    arrivals = std::make_unique<SequenceCounters>();
    arrivals->sequential = other.numbers.sequential;
  }
  // Linux has no receiver for EESP that could be modelled.
  void note_receiver(std::uint32_t on_wire, std::optional<std::uint64_t> verified) {
    if (receiver == nullptr) return;
    receiver->on(on_wire, verified);
    linux_receiver = receiver->counters();
  }
  void part() {
    first = first_track = nullptr;
    arrivals.reset();
  }
};

inline void Conversations::on(TrackedFlow& flow, std::uint32_t frame) {
  auto& heard = flow.conversation->record;
  ++heard[flow.own_side];
  if (const auto peer = heard[1U - flow.own_side]; peer != flow.peer_heard) {
    flow.peer_heard = peer;
    flow.unheard = 0;
    flow.unheard_from_frame = frame;
    if (!flow.in_question) flow.frames_kept.clear();
  }
  ++flow.unheard;
  if ((flow.unheard > 1 && flow.peer_heard != 0) || flow.in_question) keep_frame(flow, frame);
}

}  // namespace espect::sessions
