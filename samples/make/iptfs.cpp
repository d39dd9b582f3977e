// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/iptfs.h"

#include <algorithm>

#include "ipsec/wire/encoder.h"
#include "ipsec/wire/esp/aggfrag.h"

namespace espect::samples {

void IpTfsSender::queue(Bytes packet) {
  waiting_ = std::move(waiting_) + packet;
  ends_.push_back(waiting_.size());
}

void IpTfsSender::send() {
  constexpr std::size_t header = 4;
  const std::size_t room = payload_octets_ - header;
  const std::size_t taken = std::min(room, waiting_.size());
  const auto cut = waiting_.begin() + static_cast<std::ptrdiff_t>(taken);
  Octets blocks(waiting_.begin(), cut);
  blocks.resize(room);  // a data block that starts with 0 is padding

  wire::esp::Aggfrag payload;
  payload.subtype = {wire::esp::Aggfrag::without_congestion_control};
  payload.block_offset = static_cast<std::uint16_t>(unfinished_);
  payload.data_blocks = blocks;
  Around around;
  around.next_header = aggfrag_protocol;
  child_.protect(from_, wire::encode(payload), around);

  const bool between_packets = std::ranges::find(ends_, taken) != ends_.end();
  waiting_.erase(waiting_.begin(), cut);
  std::erase_if(ends_, [&](std::size_t end) { return end <= taken; });
  for (auto& end : ends_) end -= taken;
  unfinished_ = waiting_.empty() || between_packets ? 0 : ends_.front();
}

}  // namespace espect::samples
