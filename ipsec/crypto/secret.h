// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "ipsec/bytes/bytes.h"

namespace espect::crypto {

void cleanse(void* octets, std::size_t count);

// Gives memory back only after it was overwritten.
template <class T>
struct CleansingAllocator {
  using value_type = T;
  CleansingAllocator() = default;
  template <class U>
  CleansingAllocator(const CleansingAllocator<U>&) {}  // NOLINT(google-explicit-constructor)

  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* memory, std::size_t count) {
    cleanse(memory, count * sizeof(T));
    std::allocator<T>().deallocate(memory, count);
  }
  friend bool operator==(CleansingAllocator, CleansingAllocator) { return true; }
};

// Key octets. Every copy is overwritten before its memory is freed. Never printed.
using Secret = std::vector<std::uint8_t, CleansingAllocator<std::uint8_t>>;

inline Secret secret_of(Bytes octets) {
  return {octets.begin(), octets.end()};
}

}  // namespace espect::crypto
