// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

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
// way, and an audit of a part of the capture remembers the same. Every packet is written here and
// hardly one is ever looked for: so writing is cheap, and looking walks over them.
class RecentDatagrams {
 public:
  void add(const Recognised& datagram, const Sighting& sighting) {
    const std::size_t at = written_++ % most;
    if (at == 0) begin_round();
    Ring& ring = *ring_;
    ring.names[at] = name_of(datagram);
    ring.marks[word_of(ring.names[at])] |= bit_of(ring.names[at]);
    // Field by field: as a whole it would be read as one right after it was written as several.
    Entry& entry = ring.entries[at];
    entry.datagram.sa = datagram.sa;
    entry.datagram.number = datagram.number;
    entry.datagram.octets = datagram.octets;
    entry.sighting.frame = newest_ = sighting.frame;
    entry.sighting.time = sighting.time;
    entry.sighting.identification = sighting.identification;
    entry.sighting.ttl = sighting.ttl;
  }

  // Whether it is one of them, seen again: how many hops away, 0 at the same point.
  std::optional<std::uint8_t> seen_again(const Recognised& datagram,
                                         const Sighting& sighting) const {
    const Sighting* first = find(datagram, sighting);
    return first != nullptr ? first->seen_again(sighting) : std::nullopt;
  }
  // Whether all of them are too old for this frame.
  bool forgotten_by(std::uint32_t frame) const { return frame - newest_ >= newest_frames; }
  // Nanoseconds since it was seen before, when it is one of them.
  std::int64_t since(const Recognised& datagram, const Sighting& sighting) const {
    const Sighting* first = find(datagram, sighting);
    return first != nullptr ? sighting.time.nanoseconds - first->time.nanoseconds : 0;
  }

 private:
  static constexpr std::size_t most = 1024;
  static constexpr std::uint32_t newest_frames = 1024;
  static constexpr std::size_t at_once = 16;      // names that are compared together
  static constexpr std::size_t mark_words = 128;  // so that most of them are none of a new name

  static std::uint32_t name_of(const Recognised& datagram) {
    return datagram.sa * 0x9E3779B1U + datagram.number;
  }
  static std::size_t word_of(std::uint32_t name) { return (name >> 6) % mark_words; }
  static std::uint64_t bit_of(std::uint32_t name) { return std::uint64_t{1} << (name & 63); }
  bool any_of_these(std::size_t from, std::uint32_t name) const {
    std::uint32_t any = 0;
    for (std::size_t at = 0; at < at_once; ++at) any |= ring_->names[from + at] == name ? 1U : 0U;
    return any != 0;
  }
  // The newest of them.
  const Sighting* find(const Recognised& datagram, const Sighting& sighting) const {
    if (ring_ == nullptr) return nullptr;
    const std::uint32_t name = name_of(datagram);
    const std::size_t word = word_of(name);
    if (((ring_->marks[word] | ring_->older_marks[word]) & bit_of(name)) == 0) return nullptr;
    const Sighting* newest = nullptr;
    std::uint64_t least_age = most;
    for (std::size_t from = 0; from < most; from += at_once) {
      if (!any_of_these(from, name)) continue;
      for (std::size_t at = from; at < from + at_once && at < written_; ++at) {
        const Entry& entry = ring_->entries[at];
        const std::uint64_t age = (written_ - 1 - at) % most;
        if (age >= least_age || entry.datagram != datagram ||
            sighting.frame - entry.sighting.frame >= newest_frames ||
            !entry.sighting.seen_again(sighting))
          continue;
        newest = &entry.sighting;
        least_age = age;
      }
    }
    return newest;
  }
  struct Entry {
    Recognised datagram;
    Sighting sighting;
  };
  struct Ring {
    std::array<std::uint32_t, most> names{};  // of SA and number
    std::array<Entry, most> entries{};
    std::array<std::uint64_t, mark_words> marks{};  // a bit for each name since the ring began anew
    std::array<std::uint64_t, mark_words> older_marks{};  // the same of the round before
  };
  void begin_round() {
    if (ring_ == nullptr) ring_ = std::make_unique<Ring>();
    ring_->older_marks = std::exchange(ring_->marks, {});
  }

  std::unique_ptr<Ring> ring_;  // from the first datagram on: reports keep sessions that hear none
  std::uint32_t newest_ = 0;    // frame
  std::uint64_t written_ = 0;   // the newest stands at written_ - 1, in a ring
};

}  // namespace espect::sessions
