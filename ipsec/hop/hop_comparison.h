// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <deque>
#include <unordered_map>

#include "ipsec/datagram/sighting.h"
#include "ipsec/hop/hop.h"
#include "ipsec/hop/hop_sas.h"

namespace espect::sessions {

// Finds each IKE, ESP and AH packet of one capture in the other: the same SPI, sequence number and
// octets. NAT may change addresses, ports and encapsulation, and fragments may be made anew. What a
// snap length cut off is not compared.
//
// The two captures are fed in any interleaving that keeps a packet and its other half within
// `max_packets` of each other; one that is not there by then, and may still come, is not judged.
// Memory is bounded by that and by `max_sas`.
class HopComparison {
 public:
  static constexpr std::size_t usual_packets = std::size_t{1} << 19;
  static constexpr std::size_t most_sas = 65'536;
  explicit HopComparison(std::size_t max_packets = usual_packets, std::size_t max_sas = most_sas)
      : max_packets_(max_packets), sas_(max_sas) {}

  // The capture has got this far; also of packets that are no IPsec.
  void reached(Side side, Time time);
  void on(Side side, const Datagram& datagram);
  // What to add to the time of `before` to get that of `after`, as far as matches tell.
  std::optional<std::int64_t> clock_offset() const { return offset_; }
  Hop finish();

 private:
  // What one capture shows of a packet.
  struct Sight {
    std::uint32_t copies = 0;     // 0: not seen here
    std::uint32_t immediate = 0;  // of them with the same IP identification and TTL, at once
    std::uint64_t digest = 0;     // of all octets; 0 when some were cut off
    Sighting first;               // of the copies
    std::uint32_t largest_piece = 0;
    std::uint16_t fragments = 0;
    std::uint8_t dscp = 0;
    std::uint64_t late = 0;  // below the highest number so far
  };
  struct Packet {
    std::uint64_t alike = 0;     // number of the packet with this hash before it
    std::uint64_t hash = 0;      // of what is known of it in spite of a snap length
    std::uint64_t sequence = 0;  // with it octets that differ belong together
    std::uint32_t sa = 0;
    std::array<Sight, 2> sights;
  };
  struct Facts;
  using Sa = HopRecord;

  static std::optional<Facts> facts_of(const Datagram& datagram);
  Packet* find(Side side, const Facts& facts);
  void see(Side side, const Facts& facts, const Datagram& datagram, Packet& packet);
  void pair(Side second, Packet& packet);
  // `early`: not because the captures are over, but because too many packets wait.
  void settle_oldest(bool early);
  void settle(const Packet& packet, bool early);
  void settle_single(const Packet& packet, std::size_t side);
  // When its half passes at the other side.
  struct Span {
    Time earliest, latest;
  };
  Span at_other_side(Time time, std::size_t side) const;
  bool surely_inside(Time time, std::size_t side) const;
  bool surely_passed(Time time, std::size_t side) const;
  bool may_be_given_up(Time time, std::size_t side) const;
  bool may_be_dropped(Time time, std::size_t side) const;
  void give_up(const Packet& packet, std::size_t side);

  std::size_t max_packets_;
  std::deque<Packet> packets_;
  std::uint64_t first_number_ = 0;  // packets_.front() is the next one; numbers begin with 1
  std::unordered_map<std::uint64_t, std::uint64_t> by_hash_;  // the newest with this hash
  HopSas sas_;
  // Packets that only one side has, to find the other half of a corrupted one.
  std::unordered_map<std::uint64_t, std::array<std::uint32_t, 2>> singles_;
  std::deque<std::uint64_t> single_order_;
  std::array<Time, 2> first_{}, last_{};
  std::array<bool, 2> any_{};
  std::int64_t least_ = INT64_MAX, most_ = INT64_MIN;
  std::optional<std::int64_t> offset_;
  std::array<std::optional<Time>, 2> given_up_until_{};  // packets before that whose half may come
  // From the first to the last packet at a side that found no place among the SAs.
  std::array<std::optional<Span>, 2> dropped_{};
  Hop hop_;
};

}  // namespace espect::sessions
