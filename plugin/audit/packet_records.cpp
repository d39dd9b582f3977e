// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/packet_records.h"

#include <span>

namespace espect::plugin {
namespace {

// The first octet of a record; in its low bits the flow's place among the recent ones. Numbers
// follow in this order, in groups of seven bits; the digest is the last.
constexpr std::uint8_t slot_mask = 3;
constexpr std::uint8_t has_flow = 4;
constexpr std::uint8_t has_state = 8;
constexpr std::uint8_t has_distance = 16;  // in frames; else 1

constexpr std::size_t most_octets_of_record = 1 + 3 * 5 + 2;

std::uint8_t* put(std::uint8_t* at, std::uint32_t number) {
  for (; number > 0x7f; number >>= 7) *at++ = static_cast<std::uint8_t>(number | 0x80);
  *at++ = static_cast<std::uint8_t>(number);
  return at;
}

std::uint32_t get(std::span<const std::uint8_t> octets, std::uint32_t& at) {
  std::uint32_t number = 0;
  unsigned shift = 0;
  std::uint8_t octet = 0;
  do {
    octet = octets[at++];
    number |= std::uint32_t{octet & 0x7fU} << shift;
    shift += 7;
  } while ((octet & 0x80) != 0);
  return number;
}

}  // namespace

unsigned PacketRecords::Recent::find(std::uint32_t flow) const {
  unsigned slot = 0;
  while (slot < slots && records[slot].flow != flow) ++slot;
  return slot;
}

void PacketRecords::Recent::note(unsigned slot, const Record& record) {
  for (auto to = std::min(slot, slots - 1); to > 0; --to) records[to] = records[to - 1];
  records[0] = record;
}

void PacketRecords::add(const Record& record) {
  if (blocks_.empty() || blocks_.back().size + most_octets_of_record > block_octets) {
    auto& block = blocks_.emplace_back();
    block.first_frame = frame_ = record.frame;
    block.first_number = count_;
    recent_ = {};
  }
  Block& block = blocks_.back();
  const auto slot = recent_.find(record.flow);
  // A flow that was not met lately most likely does as the last one did.
  const auto& like = recent_.records[slot < Recent::slots ? slot : 0];
  const auto distance = record.frame - frame_;
  std::uint8_t* head = block.octets.data() + block.size;
  std::uint8_t* at = head + 1;
  *head = slot < Recent::slots ? static_cast<std::uint8_t>(slot) : has_flow;
  if (slot == Recent::slots) at = put(at, record.flow);
  if (record.state != like.state) {
    *head |= has_state;
    at = put(at, record.state);
  }
  if (distance != 1) {
    *head |= has_distance;
    at = put(at, distance);
  }
  *at++ = static_cast<std::uint8_t>(record.digest >> 8);
  *at++ = static_cast<std::uint8_t>(record.digest);
  block.size = static_cast<std::uint32_t>(at - block.octets.data());
  recent_.note(slot, record);
  frame_ = record.frame;
  ++count_;
}

PacketRecords::Record PacketRecords::next(Cursor& cursor) const {
  const auto& octets = blocks_[cursor.block].octets;
  auto at = cursor.at;
  const auto number = [&] { return get(octets, at); };
  const auto head = octets[at++];
  const unsigned slot = (head & has_flow) != 0 ? Recent::slots : head & slot_mask;
  Record record = cursor.recent.records[slot < Recent::slots ? slot : 0];
  if ((head & has_flow) != 0) record.flow = number();
  if ((head & has_state) != 0) record.state = number();
  cursor.frame += (head & has_distance) != 0 ? number() : 1;
  record.frame = cursor.frame;
  record.digest = static_cast<std::uint16_t>(octets[at] << 8 | octets[at + 1]);
  cursor.at = at + 2;
  ++cursor.number;
  cursor.recent.note(slot, record);
  return record;
}

}  // namespace espect::plugin
