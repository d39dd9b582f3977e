// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/pcapng.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "analyzer/capture/pcapng_options.h"

namespace espect::capture {
namespace {

enum BlockType : std::uint32_t {
  interface_description = 1,
  packet_obsolete = 2,
  simple_packet = 3,
  interface_statistics = 5,
  enhanced_packet = 6,
  decryption_secrets = 10,
  section_header = 0x0a0d0d0a,  // the same in either byte order
};
enum OptionCode : std::uint16_t { if_tsresol = 9, if_tsoffset = 14, isb_ifdrop = 5 };

constexpr std::size_t least_block = 12;
constexpr std::size_t least_section_header = 28;
constexpr std::size_t interface_limit = 65536;  // per section, so that memory stays bounded

constexpr std::uint64_t padded(std::uint32_t length) {
  return (std::uint64_t{length} + 3) / 4 * 4;
}

}  // namespace

bool Pcapng::trailer_agrees(std::uint64_t at, std::uint32_t total, const std::uint8_t* trailer,
                            Walk& walk) const {
  const std::uint32_t again = order_.u32(trailer);
  // Some writers leave the padding out of the first length, some out of both.
  if (again == total || again == padded(total)) [[likely]]
    return true;
  return walk.fail(at, fmt::format("block length {} is {} at the block's end", total, again));
}

// A whole block in the buffer; `body` is what stands between the two headers and the trailer.
struct Pcapng::Block {
  std::uint32_t type;
  std::uint64_t at;
  Bytes body;
};

bool Pcapng::recognises(Bytes start) {
  return ByteOrder().u32(start.data()) == section_header;
}

bool Pcapng::open(ByteSource& source, Walk& walk) {
  return begin_section(source, walk);
}

bool Pcapng::next(ByteSource& source, Packet& packet, Walk& walk) {
  for (;;) {
    const auto at = source.offset();
    Bytes ahead = source.ensure(least_block);
    if (ahead.size() < least_block) [[unlikely]]
      return walk.stop_short(source, "block", at, least_block, ahead.size());
    const std::uint32_t type = order_.u32(ahead.data());
    if (type == section_header) {
      if (!begin_section(source, walk)) return false;
      continue;
    }
    const std::uint32_t total = order_.u32(ahead.data() + 4);
    if (total < least_block) [[unlikely]]
      return walk.fail(at, fmt::format("block length {} is less than {}", total, least_block));
    const bool secrets = type == decryption_secrets && walk.secrets != nullptr &&
                         padded(total) <= ByteSource::record_limit;
    const bool stepped_over = type != enhanced_packet && type != simple_packet &&
                              type != packet_obsolete && type != interface_description &&
                              type != interface_statistics && !secrets;
    if (stepped_over) {
      if (!skip_block(source, total, walk)) return false;
      continue;
    }
    const auto whole = padded(total);
    if (whole > ByteSource::record_limit) [[unlikely]]
      return walk.fail(at, fmt::format("block length {} is over the limit of {}", total,
                                       ByteSource::record_limit));
    ahead = source.ensure(whole);
    if (ahead.size() < whole) [[unlikely]]
      return walk.stop_short(source, "block", at, whole, ahead.size());
    if (!trailer_agrees(at, total, ahead.data() + whole - 4, walk)) return false;
    const Block block{type, at, ahead.subspan(8, whole - least_block)};
    source.consume(whole);
    if (type == interface_description) {
      if (!take_interface(block, walk)) return false;
    } else if (type == interface_statistics) {
      take_statistics(block, walk);
    } else if (secrets) {
      take_secrets(block, walk);
    } else {
      return type == simple_packet ? take_simple_packet(block, packet, walk)
                                   : take_packet(block, packet, walk);
    }
  }
}

bool Pcapng::next_is_buffered(const ByteSource& source) const {
  const Bytes ahead = source.buffered();
  return ahead.size() >= least_block && order_.u32(ahead.data()) == enhanced_packet &&
         ahead.size() >= padded(order_.u32(ahead.data() + 4));
}

bool Pcapng::begin_section(ByteSource& source, Walk& walk) {
  const auto at = source.offset();
  const Bytes header = source.ensure(least_section_header);
  if (header.size() < least_section_header)
    return walk.stop_short(source, "section header", at, least_section_header, header.size());
  constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;
  const auto* magic = header.data() + 8;
  order_ = ByteOrder(std::endian::little);
  if (order_.u32(magic) != byte_order_magic) order_ = ByteOrder(std::endian::big);
  if (order_.u32(magic) != byte_order_magic)
    return walk.fail(at, fmt::format("section header has the unknown byte order magic {:#010x}",
                                     order_.u32(magic)));
  const auto total = order_.u32(header.data() + 4);
  if (total < least_section_header)
    return walk.fail(
        at, fmt::format("section header length {} is less than {}", total, least_section_header));
  const auto major = order_.u16(header.data() + 12);
  if (major != 1)
    return walk.fail(
        at, fmt::format("pcapng version {}.{} is unknown", major, order_.u16(header.data() + 14)));
  interfaces_.clear();
  return skip_block(source, total, walk);
}

bool Pcapng::skip_block(ByteSource& source, std::uint32_t total, Walk& walk) const {
  const auto at = source.offset();
  const auto whole = padded(total);
  const bool reached = source.skip(whole - 4);
  const Bytes trailer = source.ensure(4);
  if (!reached || trailer.size() < 4)
    return walk.stop_short(source, "block", at, whole, source.offset() - at + trailer.size());
  if (!trailer_agrees(at, total, trailer.data(), walk)) return false;
  source.consume(4);
  return true;
}

// Enhanced Packet Block, and the obsolete Packet Block with its shorter interface number.
bool Pcapng::take_packet(const Block& block, Packet& packet, Walk& walk) {
  constexpr std::size_t fixed = 20;
  if (block.body.size() < fixed)
    return walk.fail(block.at,
                     fmt::format("packet block has {} octets after its header, {} at least",
                                 block.body.size(), fixed));
  const auto* at = block.body.data();
  const std::uint32_t number = block.type == enhanced_packet ? order_.u32(at) : order_.u16(at);
  if (number >= interfaces_.size())
    return walk.fail(block.at, fmt::format("interface {} was not described, only {} were", number,
                                           interfaces_.size()));
  const std::uint32_t captured = order_.u32(at + 12);
  if (captured > block.body.size() - fixed)
    return walk.fail(block.at, fmt::format("captured length {} is more than the {} in its block",
                                           captured, block.body.size() - fixed));
  const auto& interface = interfaces_[number];
  last_time_ = interface.time(std::uint64_t{order_.u32(at + 4)} << 32 | order_.u32(at + 8));
  packet.time = last_time_;
  packet.link_type = interface.link_type();
  packet.wire_octets = order_.u32(at + 16);
  packet.bytes = block.body.subspan(fixed, captured);
  packet.options = block.body.subspan(std::min(block.body.size(), fixed + (captured + 3U) / 4 * 4));
  walk.deliver(packet);
  return true;
}

bool Pcapng::take_simple_packet(const Block& block, Packet& packet, Walk& walk) const {
  constexpr std::size_t fixed = 4;
  if (interfaces_.empty())
    return walk.fail(block.at, "simple packet block before any interface was described");
  if (block.body.size() < fixed)
    return walk.fail(block.at, "simple packet block without a packet length");
  const auto& interface = interfaces_.front();
  const std::uint32_t original = order_.u32(block.body.data());
  const std::uint32_t captured =
      interface.snap_length() != 0 ? std::min(original, interface.snap_length()) : original;
  if (captured > block.body.size() - fixed)
    return walk.fail(block.at, fmt::format("captured length {} is more than the {} in its block",
                                           captured, block.body.size() - fixed));
  packet.time = last_time_;
  packet.link_type = interface.link_type();
  packet.wire_octets = original;
  packet.bytes = block.body.subspan(fixed, captured);
  walk.deliver(packet);
  return true;
}

bool Pcapng::take_interface(const Block& block, Walk& walk) {
  constexpr std::size_t fixed = 8;
  if (block.body.size() < fixed)
    return walk.fail(block.at, fmt::format("interface block has {} octets, {} at least",
                                           block.body.size(), fixed));
  if (interfaces_.size() == interface_limit)
    return walk.fail(block.at, fmt::format("more than {} interfaces", interface_limit));
  auto& interface =
      interfaces_.emplace_back(order_.u16(block.body.data()), order_.u32(block.body.data() + 4));
  for_each_option(block.body.subspan(fixed), order_, [&](std::uint16_t code, Bytes value) {
    if (code == if_tsresol && value.size() == 1) interface.resolution(value[0]);
    if (code == if_tsoffset && value.size() == 8)
      interface.time_offset(static_cast<std::int64_t>(order_.u64(value.data())));
  });
  return true;
}

// Says nothing about packets, so one that makes no sense is passed over.
void Pcapng::take_statistics(const Block& block, Walk& walk) {
  constexpr std::size_t fixed = 12;
  if (block.body.size() < fixed) return;
  const std::uint32_t number = order_.u32(block.body.data());
  if (number >= interfaces_.size()) return;
  auto& interface = interfaces_[number];
  for_each_option(block.body.subspan(fixed), order_, [&](std::uint16_t code, Bytes value) {
    if (code != isb_ifdrop || value.size() != 8) return;
    const std::uint64_t now = order_.u64(value.data());
    auto& sum = walk.statistics.interface_drops;
    sum = sum.value_or(0) - interface.drops.value_or(0) + now;
    interface.drops = now;
  });
}

void Pcapng::take_secrets(const Block& block, Walk& walk) const {
  constexpr std::size_t fixed = 8;
  if (block.body.size() < fixed) return;
  const std::uint32_t length = order_.u32(block.body.data() + 4);
  if (length > block.body.size() - fixed) return;
  walk.secrets(order_.u32(block.body.data()), block.body.subspan(fixed, length));
}

}  // namespace espect::capture
