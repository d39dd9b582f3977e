// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace espect::sessions {

// Records that never move, found through an open-addressing index of 8-octet slots (32-bit hash,
// record number). A record may be indexed under several hashes. Nothing is ever removed.
template <class Record>
class SaTable {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

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
    const std::size_t chunk = size_ / chunk_records;
    if (chunk == chunks_.size()) chunks_.emplace_back().reserve(chunk_records);
    ++size_;
    return chunks_[chunk].emplace_back(std::move(record));
  }

  // Room for exactly so many, of a table without any: a report keeps many that grow no more.
  void reserve(std::uint32_t records) {
    for (; chunks_.size() * chunk_records < records;) {
      const auto left = records - static_cast<std::uint32_t>(chunks_.size()) * chunk_records;
      chunks_.emplace_back().reserve(left < chunk_records ? left : chunk_records);
    }
  }

  // Lets record `number` be found under another hash as well.
  void index(std::uint32_t hash, std::uint32_t number) {
    if ((++indexed_) * 4 > slots_.size())
      grow();  // at a quarter nearly every search ends at its first slot
    place({hash, number});
  }

  std::uint32_t size() const { return size_; }
  Record& operator[](std::uint32_t number) {
    return chunks_[number / chunk_records][number % chunk_records];
  }
  const Record& operator[](std::uint32_t number) const {
    return chunks_[number / chunk_records][number % chunk_records];
  }

  // In order of creation.
  template <class Use>
  void for_each(Use&& use) const {
    for (const auto& chunk : chunks_)
      for (const auto& record : chunk) use(record);
  }
  template <class Use>
  void for_each(Use&& use) {
    for (auto& chunk : chunks_)
      for (auto& record : chunk) use(record);
  }

 private:
  static constexpr std::uint32_t chunk_records = 64;
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t record = none;
  };

  void place(Slot entry) {
    std::size_t slot = entry.hash & mask_;
    while (slots_[slot].record != none) slot = (slot + 1) & mask_;
    slots_[slot] = entry;
  }
  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    for (const Slot& entry : old)
      if (entry.record != none) place(entry);
  }

  // Few at first: a report of many captures keeps as many tables that stay empty.
  static constexpr std::size_t first_slots = 4;
  std::vector<Slot> slots_ = std::vector<Slot>(first_slots);
  std::size_t mask_ = first_slots - 1;
  std::size_t indexed_ = 0;
  std::uint32_t size_ = 0;
  std::vector<std::vector<Record>> chunks_;
};

}  // namespace espect::sessions
