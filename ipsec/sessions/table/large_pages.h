// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdlib>
#include <new>

#include <sys/mman.h>

namespace espect::sessions {

// Allocates memory of which places are wanted in no order. From 2 MiB on Linux is asked for pages
// of that size: one fault, and one entry among the translations that the processor remembers,
// instead of 512. A wish: where there are none it is memory like any other.
template <class Record>
struct LargePages {
  using value_type = Record;
  static constexpr std::size_t page_octets = std::size_t{2} << 20;

  LargePages() = default;
  template <class Other>
  explicit LargePages(const LargePages<Other>&) {}

  Record* allocate(std::size_t count) {
    if (count > static_cast<std::size_t>(-1) / 2 / sizeof(Record)) throw std::bad_alloc();
    const std::size_t octets = count * sizeof(Record);
    if (octets < page_octets)
      return static_cast<Record*>(::operator new(octets, std::align_val_t(alignof(Record))));
    const std::size_t pages = (octets + page_octets - 1) / page_octets * page_octets;
    void* memory = std::aligned_alloc(page_octets, pages);
    if (memory == nullptr) throw std::bad_alloc();
    madvise(memory, pages, MADV_HUGEPAGE);
    return static_cast<Record*>(memory);
  }
  void deallocate(Record* memory, std::size_t count) {
    if (count * sizeof(Record) >= page_octets)
      std::free(memory);
    else
      ::operator delete(memory, std::align_val_t(alignof(Record)));
  }

  friend bool operator==(const LargePages&, const LargePages&) { return true; }
};

}  // namespace espect::sessions
