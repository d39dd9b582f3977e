// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "ipsec/bytes/bytes.h"
#include "ipsec/sessions/table/digest.h"

namespace espect::plugin {

// Tells the datagrams of one frame apart: by all of their octets.
struct PacketKey {
  std::uint32_t frame;
  std::uint32_t digest;

  friend bool operator==(const PacketKey&, const PacketKey&) = default;

  static PacketKey of(std::uint32_t frame, Bytes octets) {
    const auto digest = sessions::digest_of(octets) ^ octets.size();
    return {frame, static_cast<std::uint32_t>(digest ^ digest >> 32)};
  }
};

struct PacketKeyHash {
  std::size_t operator()(const PacketKey& key) const {
    return std::size_t{key.digest} << 32 ^ key.frame;
  }
};

}  // namespace espect::plugin
