// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "analyzer/network/tcp.h"
#include "analyzer/network/tcp_frames.h"
#include "ipsec/bytes/time.h"
#include "ipsec/datagram/datagram.h"

namespace espect::network {

struct TcpLimits {
  std::size_t streams = 2'048;                    // directions of connections
  std::size_t octets = std::size_t{16} << 20;     // of memory for all of them
  std::size_t gap_octets = std::size_t{1} << 18;  // kept behind a gap in one stream
  double gap_seconds = 20;                        // capture time; retransmissions are faster
};

// One direction of a TCP connection: puts its segments in order. A segment that comes in order is
// not copied; those behind a gap are kept until it fills or is given up.
class TcpStream {
 public:
  // The packet that a segment came in.
  struct Arrival {
    std::uint32_t frame = 0;
    Time time{};
    IpFacts ip;
  };

  // False when data came that could not be read as RFC 9329.
  bool add(const TcpSegment& segment, const Arrival& arrival, const TcpLimits& limits,
           TcpFrameSink& sink);
  // What waits behind a gap is read as far as possible without it.
  void give_up_gaps(TcpFrameSink& sink);
  void begin(std::uint32_t sequence, TcpFrames::Phase phase);
  // Nothing but SYN came so far, and `sequence` is where data will start.
  bool unread_from(std::uint32_t sequence) const;

  TcpFrames::Phase phase() const { return frames_.phase(); }
  void refuse() { frames_.restart(TcpFrames::Phase::other); }
  const Arrival& last_kept() const { return last_kept_; }
  std::size_t cost() const { return frames_.cost() + kept_octets_; }
  bool waiting() const { return !kept_.empty(); }

 private:
  struct Piece {
    std::vector<std::uint8_t> octets;
    std::uint32_t cut_octets = 0;
    std::uint64_t all_octets() const { return octets.size() + cut_octets; }
  };

  void open(const TcpSegment& segment, TcpFrameSink& sink);
  bool take(Bytes data, std::uint32_t cut_octets, std::uint32_t old_octets, TcpFrameSink& sink);
  void keep(const TcpSegment& segment, std::uint64_t at, const Arrival& arrival);
  void take_kept(TcpFrameSink& sink);
  void give_up_gap(TcpFrameSink& sink);

  bool begun_ = false;
  bool syn_seen_ = false;
  std::uint32_t syn_sequence_ = 0;
  std::uint32_t next_ = 0;      // sequence number of the next octet
  std::uint64_t position_ = 0;  // the same without wrapping around
  TcpFrames frames_;
  std::map<std::uint64_t, Piece> kept_;  // by position
  std::size_t kept_octets_ = 0;
  Time gap_since_{};
  Arrival last_kept_;
};

}  // namespace espect::network
