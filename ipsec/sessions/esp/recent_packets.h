// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>

#include "ipsec/bytes/endian.h"
#include "ipsec/datagram/datagram.h"

namespace espect::sessions {

// The newest few ESP and AH packets of a capture, to tell a packet that was captured twice (mirror
// port, two interfaces) from one that was sent twice.
class RecentPackets {
 public:
  // A copy comes this soon when the capture made it.
  static constexpr std::int64_t soon_nanoseconds = 5'000'000;

  void add(std::uint32_t flow, std::uint32_t sequence, const Datagram& datagram, Bytes octets) {
    Entry& entry = entries_[next_++ % entries_.size()];
    entry = {flow,
             sequence,
             datagram.ip.identification,
             datagram.ip.ttl,
             datagram.time.nanoseconds,
             tail_of(octets)};
  }

  // Whether the same octets with the same IP identification and TTL came at most
  // soon_nanoseconds ago. One capture point cannot tell a copy that the network made so quickly.
  bool captured_twice(std::uint32_t flow, std::uint32_t sequence, const Datagram& datagram,
                      Bytes octets) const {
    const auto tail = tail_of(octets);
    for (const Entry& entry : entries_)
      if (entry.flow == flow && entry.sequence == sequence && entry.tail == tail &&
          entry.identification == datagram.ip.identification && entry.ttl == datagram.ip.ttl &&
          datagram.time.nanoseconds - entry.nanoseconds <= soon_nanoseconds)
        return true;
    return false;
  }

 private:
  // The end of the ICV stands for all octets: they differ where the packets do.
  static std::uint64_t tail_of(Bytes octets) {
    return octets.size() >= 8 ? load_be<std::uint64_t>(octets.data() + octets.size() - 8) : 0;
  }
  struct Entry {
    std::uint32_t flow = 0;  // id, 0 = none
    std::uint32_t sequence = 0;
    std::uint32_t identification = 0;
    std::uint8_t ttl = 0;
    std::int64_t nanoseconds = 0;
    std::uint64_t tail = 0;
  };
  std::array<Entry, 64> entries_{};
  std::size_t next_ = 0;
};

}  // namespace espect::sessions
