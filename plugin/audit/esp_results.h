// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <unordered_map>
#include <vector>

#include "ipsec/sessions/sessions.h"
#include "plugin/audit/number_frames.h"
#include "plugin/audit/packet_key.h"
#include "plugin/audit/packet_records.h"
#include "plugin/audit/packet_result.h"

namespace espect::plugin {

// What was found out about ESP and AH packets. While the sessions take a packet in, its result is
// filled from their events; afterwards a small record of it stays, and a packet that was opened is
// opened again when somebody looks. Of what is inside only packets that were put together from
// several are kept.
class EspResults {
 public:
  // Before the sessions: `events` must outlive this.
  void subscribe(sessions::Subscriptions& events);

  // Between the two calls events are about this result.
  void begin(EspResult& result) { current_ = &result; }
  void end(PacketKey key);

  // The result again; false when there is no record of the packet.
  bool restore(PacketKey key, Bytes octets, const sessions::Sessions& sessions,
               EspResult& result) const;

  // Whether the packets of a frame, or all in order, belong to this flow: `use(frame, flow)`.
  template <class Use>
  void for_each_in(std::uint32_t frame, Use&& use) const {
    records_.for_each_in(frame, [&](std::uint32_t, const PacketRecords::Record& record) {
      if (record.flow != 0) use(record.frame, record.flow);
    });
  }
  template <class Use>
  void for_each(Use&& use) const {
    records_.for_each([&](std::uint32_t, const PacketRecords::Record& record) {
      if (record.flow != 0) use(record.frame, record.flow);
    });
  }

 private:
  // What a record says of its packet.
  struct State {
    std::uint32_t high : 16;
    std::uint32_t verdict : 3;
    std::uint32_t icv : 2;
    std::uint32_t captured_twice : 1;
    std::uint32_t behind_hop : 1;
    std::uint32_t has_inner : 1;
    std::uint32_t has_place : 1;
    std::uint32_t is_rare : 1;
    std::uint32_t begins_epoch : 1;
    std::uint32_t unused : 5;
  };
  // Of packets that are not simply the next ones.
  struct Place {
    std::uint64_t distance;
    std::uint64_t gap;
    std::uint32_t copy_of;
  };
  struct Rare {
    std::uint64_t sequence;
    std::optional<std::uint32_t> vpn_id;
    std::uint8_t vpn_id_octets;
    bool vpn_id_covered;
    std::vector<InnerResult> inner;
  };

  bool elsewhere(const Datagram& datagram) const;
  void on_seen(const sessions::EspSeen& event);
  void note_gap(const sessions::EspFlow& flow);
  void on_inner(const sessions::InnerPacket& event);
  void take_plaintext(const sessions::EspFlow& flow, Bytes plaintext);
  struct Found {
    std::uint32_t number;
    PacketRecords::Record record;
  };
  std::optional<Found> record_of(PacketKey key) const;
  void add_notes(std::uint32_t frame, EspResult& result) const;
  static void add_inner(EspResult& result);

  EspResult* current_ = nullptr;
  bool inner_told_ = false;
  PacketRecords records_;
  std::unordered_map<std::uint32_t, Place> places_;  // by number of the record
  std::unordered_map<std::uint32_t, Rare> rare_;     // the same
  NumberFrames number_frames_;
  // The highest number of each flow; of authentic packets once there is one.
  struct Highest {
    std::uint64_t number = 0;
    bool authentic = false;
  };
  std::unordered_map<std::uint32_t, Highest> highest_;
  std::unordered_map<std::uint32_t, std::uint32_t> rekeyed_in_;  // frame, by id of the Child SA
};

}  // namespace espect::plugin
