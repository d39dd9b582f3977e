// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>

namespace espect::plugin {

// What is kept of each ESP or AH packet of a capture, in order of frames: a few octets, because
// most packets differ from the one before on the same flow in nothing but their frame. Blocks are
// read from their start, so that one packet is found without reading all.
class PacketRecords {
 public:
  struct Record {
    std::uint32_t frame = 0;
    std::uint32_t flow = 0;    // id; 0: the limit of flows was reached
    std::uint32_t state = 0;   // what was found out, as the owner packs it
    std::uint16_t digest = 0;  // tells the packets of one frame apart
  };

  void add(const Record& record);
  std::uint32_t size() const { return count_; }
  std::size_t octets() const { return blocks_.size() * sizeof(Block); }

  // `use(number, record)`, from 0 on, for those of a frame or for all. Frames that are asked for
  // one after another are found at once.
  template <class Use>
  void for_each_in(std::uint32_t frame, Use&& use) const {
    Cursor cursor = before(frame);
    bool found = false;
    while (cursor.block < blocks_.size()) {
      if (cursor.at >= blocks_[cursor.block].size) {
        cursor = start_of(cursor.block + 1);
        continue;
      }
      const Cursor here = cursor;
      const Record record = next(cursor);
      if (record.frame < frame) continue;
      if (!found) {
        last_ = here;
        last_frame_ = frame;
        found = true;
      }
      if (record.frame > frame) return;
      use(here.number, record);
    }
  }
  template <class Use>
  void for_each(Use&& use) const {
    for (std::size_t block = 0; block < blocks_.size(); ++block)
      for (Cursor cursor = start_of(block); cursor.at < blocks_[block].size;) {
        const auto number = cursor.number;
        use(number, next(cursor));
      }
  }

 private:
  static constexpr std::size_t block_octets = 240;
  struct Block {
    std::uint32_t first_frame = 0;
    std::uint32_t first_number = 0;
    std::uint32_t size = 0;
    std::array<std::uint8_t, block_octets> octets{};
  };
  // The flows that were met last in a block, the newest first.
  struct Recent {
    static constexpr unsigned slots = 4;
    std::array<Record, slots> records{};
    unsigned find(std::uint32_t flow) const;  // `slots`: it is not among them
    void note(unsigned slot, const Record& record);
  };
  // In front of a record.
  struct Cursor {
    std::size_t block = 0;
    std::uint32_t at = 0;  // octet in the block
    std::uint32_t number = 0;
    std::uint32_t frame = 0;  // of the record before
    Recent recent;
  };
  static constexpr std::uint32_t near = 64;  // in frames

  Cursor start_of(std::size_t block) const {
    if (block >= blocks_.size()) return {block};
    return {block, 0, blocks_[block].first_number, blocks_[block].first_frame, {}};
  }
  // Where no record of the frame has been passed.
  Cursor before(std::uint32_t frame) const {
    if (last_frame_ != 0 && frame >= last_frame_ && frame - last_frame_ < near) return last_;
    auto block = std::ranges::lower_bound(blocks_, frame, {}, &Block::first_frame);
    // Packets of the frame may be the last of the block before.
    if (block != blocks_.begin()) --block;
    return start_of(static_cast<std::size_t>(block - blocks_.begin()));
  }
  Record next(Cursor& cursor) const;

  std::deque<Block> blocks_;
  std::uint32_t count_ = 0;
  Recent recent_;            // of the last block
  std::uint32_t frame_ = 0;  // of the last record
  // What was asked for last; 0: nothing yet.
  mutable Cursor last_;
  mutable std::uint32_t last_frame_ = 0;
};

}  // namespace espect::plugin
