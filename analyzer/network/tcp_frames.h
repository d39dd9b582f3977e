// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "ipsec/bytes/bytes.h"

namespace espect::network {

// RFC 9329 section 4: what the TCP originator sends before all else.
inline constexpr std::string_view tcp_prefix = "IKETCP";
bool starts_with_tcp_prefix(Bytes data);

class TcpFrameSink {
 public:
  virtual ~TcpFrameSink() = default;
  // What the length field of one frame covers, without that field; borrowed. The snap length cut
  // off `cut_octets` at its end.
  virtual void on_frame(Bytes content, std::uint32_t cut_octets) = 0;
  // A frame, or the place where the next one starts, was lost.
  virtual void on_loss() = 0;
};

// The frames in one direction of a TCP connection (RFC 9329 section 3), whose octets come in order.
// A frame that lies in one segment is not copied.
class TcpFrames {
 public:
  enum class Phase : std::uint8_t {
    prefix,     // nothing but the prefix may come
    framing,    // the next octet belongs to a known frame or starts one
    searching,  // a frame may start where a segment starts
    other,      // another protocol
  };

  explicit TcpFrames(Phase phase = Phase::searching) : phase_(phase) {}

  // The next octets, of which `cut_octets` more were not captured. False when they could not be
  // read as a part of RFC 9329. A segment that surely starts a frame ends one that is unfinished:
  // its length was not the sender's.
  bool take(Bytes octets, std::uint32_t cut_octets, bool segment_start, TcpFrameSink& sink);
  // The next octets are in no packet of the capture.
  void lose(std::uint64_t octets, TcpFrameSink& sink);
  // Forgets an unfinished frame.
  void restart(Phase phase);

  Phase phase() const { return phase_; }
  std::size_t cost() const { return partial_.capacity(); }

 private:
  enum class Verdict : std::uint8_t {
    no,
    fits,  // frames, that end where the segment ends, of SPIs not seen before
    sure,
  };

  Verdict judge(Bytes octets, std::size_t all_octets) const;
  bool take_prefix(Bytes& octets);
  void take_frames(Bytes octets, TcpFrameSink& sink);
  void take_partial(Bytes& octets, TcpFrameSink& sink);
  void skip(std::uint64_t octets, bool cut, TcpFrameSink& sink);
  void advance_skip(std::uint64_t octets, TcpFrameSink& sink);
  void deliver(Bytes content, std::uint32_t cut_octets, TcpFrameSink& sink);
  void break_off(TcpFrameSink& sink);
  bool knows(std::uint32_t spi) const;

  Phase phase_;
  std::uint8_t prefix_octets_ = 0;       // of the prefix that have come
  bool deliver_cut_ = false;             // partial_, when the rest of its frame has passed
  std::uint32_t skip_ = 0;               // octets to the end of a frame that cannot be completed
  std::vector<std::uint8_t> partial_;    // a frame with its length field
  std::array<std::uint32_t, 4> spis_{};  // the last ones
  std::size_t next_spi_ = 0;
};

}  // namespace espect::network
