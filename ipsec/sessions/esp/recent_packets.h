// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>

#include "ipsec/bytes/endian.h"
#include "ipsec/datagram/sighting.h"
#include "ipsec/sessions/esp/esp_packet.h"

namespace espect::sessions {

// The newest ESP and AH packets of a capture, to tell one that was captured twice from one that was
// sent twice.
class RecentPackets {
 public:
  void add(std::uint32_t flow, const EspPacket& packet) {
    Entry& entry = entries_[++newest_ % entries_.size()];
    std::uint32_t& bucket = buckets_[bucket_of(flow, packet.sequence)];
    entry = {flow, packet.sequence, bucket, Sighting(packet.datagram), tail_of(packet.octets)};
    bucket = newest_;
  }

  // Whether the packet is one of them, seen again: how many hops away, 0 at the same point.
  std::optional<std::uint8_t> seen_again(std::uint32_t flow, const EspPacket& packet) const {
    const auto tail = tail_of(packet.octets);
    for (auto at = buckets_[bucket_of(flow, packet.sequence)];
         at != 0 && newest_ - at < entries_.size();) {
      const Entry& entry = entries_[at % entries_.size()];
      if (entry.flow == flow && entry.sequence == packet.sequence && entry.tail == tail)
        if (const auto hops = entry.sighting.seen_again(Sighting(packet.datagram))) return hops;
      at = entry.older;
    }
    return std::nullopt;
  }

 private:
  static constexpr std::size_t most = 256;

  // The end of the ICV stands for all octets: they differ where the packets do.
  static std::uint64_t tail_of(Bytes octets) {
    return octets.size() >= 8 ? load_be<std::uint64_t>(octets.data() + octets.size() - 8) : 0;
  }
  static std::size_t bucket_of(std::uint32_t flow, std::uint32_t sequence) {
    return (flow * 0x9E3779B1U + sequence) % most;
  }
  struct Entry {
    std::uint32_t flow = 0;  // id
    std::uint32_t sequence = 0;
    std::uint32_t older = 0;  // the one before it in this bucket
    Sighting sighting;
    std::uint64_t tail = 0;
  };
  std::array<Entry, most> entries_{};
  std::array<std::uint32_t, most> buckets_{};  // the newest of each, 0 = none
  std::uint32_t newest_ = 0;                   // packets are numbered 1, 2, ...
};

}  // namespace espect::sessions
