// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "ipsec/sessions/table/large_pages.h"

namespace espect::sessions {

// Records that never move, found through an open-addressing index of 8-octet slots (32-bit hash,
// record number). A record may be indexed under several hashes. Nothing is ever removed.
template <class Record>
class SaTable {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  SaTable() = default;
  SaTable(SaTable&&) noexcept = default;
  SaTable& operator=(SaTable&&) noexcept = default;

  // The record under `hash` for which `same(record)` holds, or null.
  template <class Same>
  Record* find(std::uint32_t hash, Same&& same) {
    for (std::size_t slot = hash & mask_;; slot = (slot + 1) & mask_) {
      const Slot& candidate = slots_[slot];
      if (candidate.record == none) return nullptr;
      if (candidate.hash == hash && same((*this)[candidate.record]))
        return &(*this)[candidate.record];
    }
  }

  // Begins to fetch the place of `hash` in the index.
  void prefetch(std::uint32_t hash) const { __builtin_prefetch(&slots_[hash & mask_]); }
  // What stands there first, most often the record under `hash`; null where there is nothing.
  const Record* probable(std::uint32_t hash) const {
    const auto record = slots_[hash & mask_].record;
    return record != none ? &(*this)[record] : nullptr;
  }

  // A new record, indexed under `hash`. Its number is size() - 1.
  Record& add(std::uint32_t hash) { return add(hash, Record{}); }
  Record& add(std::uint32_t hash, Record record) {
    Record& added = append(std::move(record));
    index(hash, size_ - 1);
    return added;
  }
  // One that nothing finds until it is indexed.
  Record& append(Record record) {
    if (blocks_.empty() || blocks_.back().size() == blocks_.back().capacity()) begin_block();
    Block& block = blocks_.back();
    block.push_back(std::move(record));
    if (size_++ % run_records == 0) runs_.push_back(&block.back());
    return block.back();
  }

  // Room for exactly so many, of a table without any: a report keeps many that grow no more.
  void reserve(std::uint32_t records) {
    if (blocks_.empty() && records != 0) blocks_.emplace_back().reserve(records);
  }

  // Lets record `number` be found under another hash as well.
  void index(std::uint32_t hash, std::uint32_t number) {
    if ((++indexed_) * 4 > slots_.size())
      grow();  // at a quarter nearly every search ends at its first slot
    place({hash, number});
  }

  std::uint32_t size() const { return size_; }
  Record& operator[](std::uint32_t number) {
    return runs_[number / run_records][number % run_records];
  }
  const Record& operator[](std::uint32_t number) const {
    return runs_[number / run_records][number % run_records];
  }

  // In order of creation.
  template <class Use>
  void for_each(Use&& use) const {
    for (const auto& block : blocks_)
      for (const auto& record : block) use(record);
  }
  template <class Use>
  void for_each(Use&& use) {
    for (auto& block : blocks_)
      for (auto& record : block) use(record);
  }

 private:
  // Records stand in blocks, each as large as all before it up to full_block_records; runs_ knows
  // where in them every 64 begin.
  static constexpr std::size_t run_records = 64;
  static constexpr std::size_t full_block_records =
      std::max<std::size_t>(2 * LargePages<Record>::page_octets / sizeof(Record) / run_records, 1) *
      run_records;
  using Block = std::vector<Record, LargePages<Record>>;
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t record = none;
  };

  void begin_block() {
    const std::size_t open_run = size_ % run_records;  // only of a table that reserved no more
    if (open_run == 0)
      blocks_.emplace_back().reserve(std::clamp<std::size_t>((size_ / run_records) * run_records,
                                                             run_records, full_block_records));
    else
      extend_reserved(run_records - open_run);
  }
  // Records move, as they do in no other table.
  void extend_reserved(std::size_t more) {
    Block& block = blocks_.back();
    block.reserve(block.size() + more);
    for (std::size_t run = 0; run < runs_.size(); ++run) runs_[run] = &block[run * run_records];
  }

  void place(Slot entry) {
    std::size_t slot = entry.hash & mask_;
    while (slots_[slot].record != none) slot = (slot + 1) & mask_;
    slots_[slot] = entry;
  }
  void grow() {
    Slots old(slots_.size() * 2);
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    for (const Slot& entry : old)
      if (entry.record != none) place(entry);
  }

  // Few at first: a report of many captures keeps as many tables that stay empty.
  static constexpr std::size_t first_slots = 4;
  using Slots = std::vector<Slot, LargePages<Slot>>;
  Slots slots_ = Slots(first_slots);
  std::size_t mask_ = first_slots - 1;
  std::size_t indexed_ = 0;
  std::uint32_t size_ = 0;
  std::vector<Block> blocks_;
  std::vector<Record*> runs_;
};

}  // namespace espect::sessions
