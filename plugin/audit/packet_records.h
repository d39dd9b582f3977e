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

  // `use(number, record)`, from 0 on, for those of a frame or for all.
  template <class Use>
  void for_each_in(std::uint32_t frame, Use&& use) const {
    auto block = std::ranges::lower_bound(blocks_, frame, {}, &Block::first_frame);
    // Packets of the frame may be the last of the block before.
    if (block != blocks_.begin()) --block;
    for (; block != blocks_.end() && block->first_frame <= frame; ++block)
      read(*block, [&](std::uint32_t number, const Record& record) {
        if (record.frame == frame) use(number, record);
        return record.frame <= frame;
      });
  }
  template <class Use>
  void for_each(Use&& use) const {
    for (const auto& block : blocks_)
      read(block, [&](std::uint32_t number, const Record& record) {
        use(number, record);
        return true;
      });
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
  struct Cursor {
    const std::uint8_t* at;
    Recent recent;
    std::uint32_t frame;
    Record next();
    std::uint32_t number();
  };

  // As long as `use` returns true.
  template <class Use>
  static void read(const Block& block, Use&& use) {
    Cursor cursor{block.octets.data(), {}, block.first_frame};
    const auto* end = cursor.at + block.size;
    for (auto number = block.first_number; cursor.at != end; ++number)
      if (!use(number, cursor.next())) return;
  }

  std::deque<Block> blocks_;
  std::uint32_t count_ = 0;
  Recent recent_;            // of the last block
  std::uint32_t frame_ = 0;  // of the last record
};

}  // namespace espect::plugin
