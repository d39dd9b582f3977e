// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <cstdint>

#include "ipsec/bytes/bytes.h"

namespace espect::plugin {

// Tells the datagrams of one frame apart: by their size, their headers and their ends.
struct PacketKey {
  std::uint32_t frame;
  std::uint32_t digest;

  friend bool operator==(const PacketKey&, const PacketKey&) = default;

  static PacketKey of(std::uint32_t frame, Bytes octets) {
    constexpr std::size_t first = 48, last = 32;
    auto digest =
        add(0xcbf29ce484222325 ^ octets.size(), octets.first(std::min(first, octets.size())));
    digest = add(digest, octets.last(std::min(last, octets.size())));
    return {frame, static_cast<std::uint32_t>(digest ^ digest >> 32)};
  }

 private:
  static std::uint64_t add(std::uint64_t digest, Bytes octets) {  // FNV-1a
    for (const auto octet : octets) digest = (digest ^ octet) * 0x100000001b3;
    return digest;
  }
};

struct PacketKeyHash {
  std::size_t operator()(const PacketKey& key) const {
    return std::size_t{key.digest} << 32 ^ key.frame;
  }
};

}  // namespace espect::plugin
