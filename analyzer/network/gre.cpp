// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/gre.h"

#include "ipsec/bytes/endian.h"

namespace espect::network {

std::optional<LinkPayload> gre_payload(Bytes packet) {
  if (packet.size() < 4) return std::nullopt;
  const auto flags = load_be<std::uint16_t>(packet.data());
  const auto type = load_be<std::uint16_t>(packet.data() + 2);
  const bool checksum = (flags & 0x8000) != 0;
  const bool routing = (flags & 0x4000) != 0;
  const bool key = (flags & 0x2000) != 0;
  const bool sequence = (flags & 0x1000) != 0;
  if (routing || (flags & 0x0007) != 0) return std::nullopt;
  const std::size_t header = 4 + (checksum ? 4U : 0U) + (key ? 4U : 0U) + (sequence ? 4U : 0U);
  if (packet.size() < header) return std::nullopt;
  if (type == 0x0800) return LinkPayload{Network::ip4, packet.subspan(header)};
  if (type == 0x86dd) return LinkPayload{Network::ip6, packet.subspan(header)};
  return std::nullopt;
}

}  // namespace espect::network
