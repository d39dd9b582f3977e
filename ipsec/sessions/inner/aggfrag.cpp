// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/inner/aggfrag.h"

#include <algorithm>

#include "ipsec/ip/headers.h"
#include "ipsec/wire/walker.h"

namespace espect::sessions {
namespace {

unsigned version_of(Bytes block) {
  return block[0] >> 4;
}

}  // namespace

void AggfragReassembler::on(std::uint64_t sequence, Bytes payload, std::uint32_t frame,
                            const Inner& inner) {
  if (!next_) next_ = sequence;
  if (sequence < *next_) {
    ++counters_.ignored;
    return;
  }
  if (sequence == *next_) {
    ++*next_;
    read(payload, frame, inner);
    if (!waiting_.empty()) release(inner);
    return;
  }
  const auto [entry, is_new] =
      waiting_.try_emplace(sequence, Waiting{frame, {payload.begin(), payload.end()}});
  if (!is_new) {
    ++counters_.ignored;
    return;
  }
  waiting_octets_ += payload.size();
  while (!waiting_.empty() &&
         (waiting_.rbegin()->first - *next_ >= window || waiting_octets_ > window_octets)) {
    skip_gap();
    release(inner);
  }
}

void AggfragReassembler::finish(const Inner& inner) {
  while (!waiting_.empty()) {
    skip_gap();
    release(inner);
  }
  drop_partial();
  tail_counted_ = false;
}

void AggfragReassembler::release(const Inner& inner) {
  while (!waiting_.empty() && waiting_.begin()->first == *next_) {
    const auto node = waiting_.extract(waiting_.begin());
    const Waiting& first = node.mapped();
    waiting_octets_ -= first.payload.size();
    ++*next_;
    read(first.payload, first.frame, inner);
  }
}

void AggfragReassembler::skip_gap() {
  if (waiting_.begin()->first != *next_) drop_partial();
  next_ = waiting_.begin()->first;
}

void AggfragReassembler::read(Bytes payload, std::uint32_t frame, const Inner& inner) {
  Fault fault;
  const auto aggfrag = wire::decode_all<wire::esp::Aggfrag>(payload, &fault);
  if (fault.problem != Problem::none) {
    ++counters_.malformed;
    return drop_partial();
  }
  if (!aggfrag.known()) return;
  Bytes blocks = aggfrag.data_blocks;
  const std::size_t offset = aggfrag.block_offset;
  // RFC 9347 section 2.2.3: payloads of nothing but padding may stand between the pieces.
  const bool all_pad = offset == 0 && (blocks.empty() || version_of(blocks) == 0);
  if (!all_pad && !read_continuation(blocks, offset, frame, inner)) ++counters_.malformed;
  read_blocks(blocks, frame, inner);
}

// Moves `blocks` past the octets that belong to the inner packet begun before. False when they are
// not what that packet lacks.
bool AggfragReassembler::read_continuation(Bytes& blocks, std::size_t offset, std::uint32_t frame,
                                           const Inner& inner) {
  const bool ends_here = offset <= blocks.size();
  const Bytes piece = blocks.first(std::min(offset, blocks.size()));
  blocks = blocks.subspan(piece.size());
  if (partial_.empty()) {
    if (offset != 0 && !tail_counted_) ++counters_.incomplete;
    tail_counted_ = !ends_here;
    return true;
  }
  const std::size_t claimed = partial_.size() + offset;
  partial_.insert(partial_.end(), piece.begin(), piece.end());
  ++pieces_;
  first_frame_ = std::min(first_frame_, frame);
  last_frame_ = std::max(last_frame_, frame);
  const auto length = ip::claimed_length(partial_);
  const bool fits = length.known ? !length.bad && length.octets == claimed : !ends_here;
  if (!fits) {
    drop_partial();
    tail_counted_ = !ends_here;
    return false;
  }
  if (!ends_here) return true;
  ++counters_.inner_packets;
  counters_.fragments += pieces_;
  inner({partial_, first_frame_, last_frame_, pieces_});
  partial_.clear();
  return true;
}

void AggfragReassembler::read_blocks(Bytes blocks, std::uint32_t frame, const Inner& inner) {
  while (!blocks.empty()) {
    if (version_of(blocks) == 0) {
      counters_.pad_octets += blocks.size();
      return;
    }
    const auto length = ip::claimed_length(blocks);
    if (length.bad) {
      ++counters_.malformed;
      return;
    }
    if (!length.known || length.octets > blocks.size()) {
      partial_.assign(blocks.begin(), blocks.end());
      first_frame_ = last_frame_ = frame;
      pieces_ = 1;
      return;
    }
    ++counters_.inner_packets;
    inner({blocks.first(length.octets), frame, frame, 1});
    blocks = blocks.subspan(length.octets);
  }
}

void AggfragReassembler::drop_partial() {
  if (partial_.empty()) return;
  ++counters_.incomplete;
  partial_.clear();
  tail_counted_ = true;
}

}  // namespace espect::sessions
