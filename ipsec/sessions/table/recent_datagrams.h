// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <optional>

#include "ipsec/datagram/sighting.h"

namespace espect::sessions {

// What stands for the octets of a datagram of one SA.
struct Recognised {
  std::uint32_t sa = 0;      // id of the flow or IKE SA
  std::uint32_t number = 0;  // sequence number or message id
  std::uint64_t octets = 0;  // a digest, or the end of an ICV: differs where the octets do

  bool operator==(const Recognised&) const = default;
};

// The datagrams of the newest frames of a capture, to tell one that was captured twice from one
// that was sent twice. Frames count, not datagrams: what other peers send meanwhile is not in the
// way, and an audit of a part of the capture remembers the same.
class RecentDatagrams {
 public:
  void add(const Recognised& datagram, const Sighting& sighting) {
    std::uint32_t& bucket = buckets_[bucket_of(datagram)];
    // Field by field: as a whole it would be read as one right after it was written as several.
    Entry& entry = entries_[++newest_ % most];
    entry.datagram.sa = datagram.sa;
    entry.datagram.number = datagram.number;
    entry.datagram.octets = datagram.octets;
    entry.sighting.frame = sighting.frame;
    entry.sighting.time = sighting.time;
    entry.sighting.identification = sighting.identification;
    entry.sighting.ttl = sighting.ttl;
    entry.older = bucket;
    bucket = newest_;
  }

  // False of most that are none of them: quick to ask of every packet, before its octets are.
  bool may_know(std::uint32_t sa, std::uint32_t number) const {
    const auto newest_alike = buckets_[bucket_of({sa, number})];
    return newest_alike != 0 && newest_ - newest_alike < most;
  }

  // Whether it is one of them, seen again: how many hops away, 0 at the same point.
  std::optional<std::uint8_t> seen_again(const Recognised& datagram,
                                         const Sighting& sighting) const {
    const Sighting* first = find(datagram, sighting);
    return first != nullptr ? first->seen_again(sighting) : std::nullopt;
  }
  // Nanoseconds since it was seen before, when it is one of them.
  std::int64_t since(const Recognised& datagram, const Sighting& sighting) const {
    const Sighting* first = find(datagram, sighting);
    return first != nullptr ? sighting.time.nanoseconds - first->time.nanoseconds : 0;
  }

 private:
  static constexpr std::size_t most = 1024;
  static constexpr std::uint32_t newest_frames = 1024;
  static constexpr std::size_t buckets = 4 * most;  // so that most are empty

  const Sighting* find(const Recognised& datagram, const Sighting& sighting) const {
    for (auto at = buckets_[bucket_of(datagram)]; at != 0 && newest_ - at < entries_.size();) {
      const Entry& entry = entries_[at % entries_.size()];
      if (entry.datagram == datagram && sighting.frame - entry.sighting.frame < newest_frames &&
          entry.sighting.seen_again(sighting))
        return &entry.sighting;
      at = entry.older;
    }
    return nullptr;
  }
  static std::size_t bucket_of(const Recognised& datagram) {
    return (datagram.sa * 0x9E3779B1U + datagram.number) % buckets;
  }
  struct Entry {
    Recognised datagram;
    std::uint32_t older = 0;  // the one before it in this bucket
    Sighting sighting;
  };
  std::array<Entry, most> entries_{};
  std::array<std::uint32_t, buckets> buckets_{};  // the newest of each, 0 = none
  std::uint32_t newest_ = 0;                      // datagrams are numbered 1, 2, ...
};

}  // namespace espect::sessions
