// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/tcp_frames.h"

#include <algorithm>
#include <cstring>

#include "ipsec/bytes/endian.h"

namespace espect::network {
namespace {

constexpr std::size_t length_octets = 2;
constexpr std::size_t ike_header_octets = 28;
constexpr std::size_t esp_header_octets = 8;
constexpr std::size_t smallest_sealed_esp = 18;  // header, trailer and the shortest ICV
constexpr std::uint32_t first_free_spi = 256;    // RFC 4303 section 2.1

std::uint16_t length_at(Bytes octets) {
  return load_be<std::uint16_t>(octets.data());
}

bool plausible_ike(Bytes message, std::size_t octets) {
  constexpr std::uint8_t first_ikev2_exchange = 34;
  return (message[17] >> 4) == 2 && message[18] >= first_ikev2_exchange &&
         load_be<std::uint32_t>(message.data() + 24) == octets;
}

}  // namespace

bool starts_with_tcp_prefix(Bytes data) {
  return data.size() >= tcp_prefix.size() &&
         std::memcmp(data.data(), tcp_prefix.data(), tcp_prefix.size()) == 0;
}

bool TcpFrames::take(Bytes octets, std::uint32_t cut_octets, bool segment_start,
                     TcpFrameSink& sink) {
  if (phase_ == Phase::other) return false;
  if (segment_start && !partial_.empty() &&
      judge(octets, octets.size() + cut_octets) == Verdict::sure)
    break_off(sink);
  Verdict verdict = Verdict::sure;
  if (phase_ == Phase::searching) {
    if (!segment_start) return false;
    if (starts_with_tcp_prefix(octets)) {
      restart(Phase::prefix);
    } else {
      verdict = judge(octets, octets.size() + cut_octets);
      if (verdict == Verdict::no) return false;
      restart(Phase::framing);
    }
  }
  if (phase_ == Phase::prefix && !octets.empty() && !take_prefix(octets)) return false;
  take_frames(octets, sink);
  if (cut_octets != 0) skip(cut_octets, true, sink);
  if (verdict == Verdict::fits) restart(Phase::searching);
  return true;
}

void TcpFrames::lose(std::uint64_t octets, TcpFrameSink& sink) {
  if (octets != 0) skip(octets, false, sink);
}

void TcpFrames::restart(Phase phase) {
  phase_ = phase;
  prefix_octets_ = 0;
  skip_ = 0;
  deliver_cut_ = false;
  partial_.clear();
}

// Whether frames start where `octets` start. A chain of lengths that meets the end of the segment
// happens by chance once in 65536 times; an IKE header and a known SPI practically never do.
TcpFrames::Verdict TcpFrames::judge(Bytes octets, std::size_t all_octets) const {
  bool sure = false;
  std::uint32_t last_spi = 0;
  std::size_t at = 0;
  while (at < all_octets) {
    if (at + length_octets + non_esp_marker_octets > octets.size())
      return sure ? Verdict::sure : Verdict::no;
    const std::size_t length = length_at(octets.subspan(at));
    const Bytes content = octets.subspan(at + length_octets);
    const auto spi = load_be<std::uint32_t>(content.data());
    if (spi == 0) {
      if (content.size() < non_esp_marker_octets + ike_header_octets)
        return sure ? Verdict::sure : Verdict::no;
      if (length < length_octets + non_esp_marker_octets + ike_header_octets ||
          !plausible_ike(content.subspan(non_esp_marker_octets),
                         length - length_octets - non_esp_marker_octets))
        return Verdict::no;
      sure = true;
    } else {
      if (spi < first_free_spi || length < length_octets + smallest_sealed_esp) return Verdict::no;
      if (spi == last_spi || knows(spi)) sure = true;
      last_spi = spi;
    }
    at += length;
  }
  if (sure) return Verdict::sure;
  return at == all_octets && at != 0 ? Verdict::fits : Verdict::no;
}

// False when something else than the prefix came.
bool TcpFrames::take_prefix(Bytes& octets) {
  const auto count = std::min<std::size_t>(octets.size(), tcp_prefix.size() - prefix_octets_);
  if (std::memcmp(octets.data(), tcp_prefix.data() + prefix_octets_, count) != 0) {
    restart(Phase::other);
    return false;
  }
  octets = octets.subspan(count);
  prefix_octets_ = static_cast<std::uint8_t>(prefix_octets_ + count);
  if (prefix_octets_ == tcp_prefix.size()) restart(Phase::framing);
  return true;
}

void TcpFrames::take_frames(Bytes octets, TcpFrameSink& sink) {
  if (skip_ != 0) {
    const auto count = std::min<std::size_t>(skip_, octets.size());
    octets = octets.subspan(count);
    advance_skip(count, sink);
  }
  while (!octets.empty() && phase_ == Phase::framing) {
    if (!partial_.empty() || octets.size() < length_octets) {
      take_partial(octets, sink);
      continue;
    }
    const std::size_t length = length_at(octets);
    if (length < length_octets) return break_off(sink);
    if (length > octets.size()) {
      partial_.assign(octets.begin(), octets.end());
      return;
    }
    deliver(octets.subspan(length_octets, length - length_octets), 0, sink);
    octets = octets.subspan(length);
  }
}

// Moves to partial_ what its length field lacks, or what that field says its frame lacks.
void TcpFrames::take_partial(Bytes& octets, TcpFrameSink& sink) {
  const std::size_t wanted = partial_.size() < length_octets ? length_octets : length_at(partial_);
  const auto count = std::min(octets.size(), wanted - partial_.size());
  const Bytes moved = octets.first(count);
  partial_.insert(partial_.end(), moved.begin(), moved.end());
  octets = octets.subspan(count);
  if (partial_.size() < length_octets) return;
  const std::size_t length = length_at(partial_);
  if (length < length_octets) return break_off(sink);
  if (partial_.size() < length) return;
  deliver(Bytes(partial_).subspan(length_octets), 0, sink);
  partial_.clear();
}

// Passes over octets that are not there. The end of a frame whose length is known is known too.
void TcpFrames::skip(std::uint64_t octets, bool cut, TcpFrameSink& sink) {
  if (phase_ == Phase::prefix) return break_off(sink);
  if (phase_ != Phase::framing) return;
  bool lost = false;
  if (skip_ == 0 && partial_.size() >= length_octets) {
    skip_ = length_at(partial_) - static_cast<std::uint32_t>(partial_.size());
    deliver_cut_ = cut && partial_.size() >= length_octets + esp_header_octets;
    lost = !deliver_cut_;
  }
  const auto inside = std::min<std::uint64_t>(octets, skip_);
  if (inside != 0) advance_skip(inside, sink);
  if (inside < octets)
    break_off(sink);
  else if (lost)
    sink.on_loss();
}

void TcpFrames::advance_skip(std::uint64_t octets, TcpFrameSink& sink) {
  skip_ -= static_cast<std::uint32_t>(octets);
  if (skip_ != 0) return;
  if (deliver_cut_)
    deliver(Bytes(partial_).subspan(length_octets),
            length_at(partial_) - static_cast<std::uint32_t>(partial_.size()), sink);
  deliver_cut_ = false;
  partial_.clear();
}

void TcpFrames::deliver(Bytes content, std::uint32_t cut_octets, TcpFrameSink& sink) {
  if (content.size() >= esp_header_octets) {
    const auto spi = load_be<std::uint32_t>(content.data());
    if (spi != 0 && !knows(spi)) {
      spis_[next_spi_] = spi;
      next_spi_ = (next_spi_ + 1) % spis_.size();
    }
  }
  sink.on_frame(content, cut_octets);
}

void TcpFrames::break_off(TcpFrameSink& sink) {
  sink.on_loss();
  restart(Phase::searching);
}

bool TcpFrames::knows(std::uint32_t spi) const {
  return std::find(spis_.begin(), spis_.end(), spi) != spis_.end();
}

}  // namespace espect::network
