// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/tcp_stream.h"

#include <algorithm>
#include <utility>

namespace espect::network {
namespace {

// No window is larger in practice: further away is another connection whose SYN was not captured.
constexpr std::int64_t furthest = std::int64_t{1} << 24;
// What a kept piece costs besides its octets.
constexpr std::size_t piece_octets = 96;

bool waited_longer(Time since, Time now, double seconds) {
  return static_cast<double>(now.nanoseconds) - static_cast<double>(since.nanoseconds) >
         seconds * 1e9;
}

}  // namespace

bool TcpStream::add(const TcpSegment& segment, const Arrival& arrival, const TcpLimits& limits,
                    TcpFrameSink& sink) {
  if (!kept_.empty() && waited_longer(gap_since_, arrival.time, limits.gap_seconds))
    give_up_gaps(sink);
  if (segment.syn) open(segment, sink);
  const std::uint32_t octets = segment.data_octets();
  const std::uint32_t sequence = segment.data_sequence();
  if (octets == 0) {
    const auto ahead = static_cast<std::int32_t>(sequence - next_);
    if (segment.rst && ahead >= 0 && ahead < furthest) give_up_gaps(sink);
    return true;
  }
  if (!begun_) begin(sequence, TcpFrames::Phase::searching);
  std::int64_t ahead = static_cast<std::int32_t>(sequence - next_);
  if (ahead > furthest || ahead < -furthest) {
    give_up_gaps(sink);
    begin(sequence, TcpFrames::Phase::searching);
    ahead = 0;
  }
  if (ahead + octets <= 0) return true;  // all of it came before
  if (ahead > 0) {
    keep(segment, position_ + static_cast<std::uint64_t>(ahead), arrival);
    while (kept_octets_ > limits.gap_octets) give_up_gap(sink);
    return true;
  }
  const bool read =
      take(segment.data, segment.cut_octets, static_cast<std::uint32_t>(-ahead), sink);
  if (!kept_.empty()) take_kept(sink);
  return read;
}

// A SYN again is a repetition, unless its number is new: then the ports are used again.
void TcpStream::open(const TcpSegment& segment, TcpFrameSink& sink) {
  if (syn_seen_ && segment.sequence == syn_sequence_) return;
  give_up_gaps(sink);
  // Only the originator sends the prefix. The other side is believed once the prefix was seen.
  begin(segment.sequence + 1, segment.ack ? TcpFrames::Phase::searching : TcpFrames::Phase::prefix);
  syn_seen_ = true;
  syn_sequence_ = segment.sequence;
}

void TcpStream::begin(std::uint32_t sequence, TcpFrames::Phase phase) {
  begun_ = true;
  syn_seen_ = false;
  next_ = sequence;
  position_ = 0;
  kept_.clear();
  kept_octets_ = 0;
  frames_ = TcpFrames(phase);
}

bool TcpStream::unread_from(std::uint32_t sequence) const {
  return !begun_ || (position_ == 0 && next_ == sequence);
}

// `old_octets` at the start were read before.
bool TcpStream::take(Bytes data, std::uint32_t cut_octets, std::uint32_t old_octets,
                     TcpFrameSink& sink) {
  const auto old_data = std::min<std::size_t>(old_octets, data.size());
  data = data.subspan(old_data);
  cut_octets -= old_octets - static_cast<std::uint32_t>(old_data);
  const std::uint64_t octets = data.size() + cut_octets;
  position_ += octets;
  next_ += static_cast<std::uint32_t>(octets);
  return frames_.take(data, cut_octets, old_octets == 0, sink);
}

void TcpStream::keep(const TcpSegment& segment, std::uint64_t at, const Arrival& arrival) {
  if (phase() == TcpFrames::Phase::other) return;
  if (kept_.empty()) gap_since_ = arrival.time;
  last_kept_ = arrival;
  Piece& piece = kept_[at];
  if (piece.octets.size() >= segment.data.size() && piece.all_octets() >= segment.data_octets())
    return;
  if (piece.all_octets() != 0) kept_octets_ -= piece.octets.size() + piece_octets;
  piece.octets.assign(segment.data.begin(), segment.data.end());
  piece.cut_octets = segment.cut_octets;
  kept_octets_ += piece.octets.size() + piece_octets;
}

// Reads on while there is no gap.
void TcpStream::take_kept(TcpFrameSink& sink) {
  while (!kept_.empty() && kept_.begin()->first <= position_) {
    const auto node = kept_.extract(kept_.begin());
    const Piece& piece = node.mapped();
    kept_octets_ -= piece.octets.size() + piece_octets;
    const std::uint64_t old = position_ - node.key();
    if (old < piece.all_octets())
      take(piece.octets, piece.cut_octets, static_cast<std::uint32_t>(old), sink);
  }
  gap_since_ = last_kept_.time;
}

void TcpStream::give_up_gap(TcpFrameSink& sink) {
  const std::uint64_t gap = kept_.begin()->first - position_;
  frames_.lose(gap, sink);
  position_ += gap;
  next_ += static_cast<std::uint32_t>(gap);
  take_kept(sink);
}

void TcpStream::give_up_gaps(TcpFrameSink& sink) {
  while (!kept_.empty()) give_up_gap(sink);
}

}  // namespace espect::network
