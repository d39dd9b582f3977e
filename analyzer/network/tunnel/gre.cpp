// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/ethertypes.h"
#include "ipsec/bytes/reader.h"

namespace espect::network::header {

// RFC 2784, RFC 2890 (key, sequence number), RFC 2637 (version 1, for PPTP).
Inside gre(Bytes bytes) {
  constexpr std::uint16_t checksum = 0x8000, routing = 0x4000, key = 0x2000, sequence = 0x1000;
  constexpr std::uint16_t acknowledgment = 0x0080, version_mask = 0x0007;
  constexpr std::uint16_t erspan = 0x88be, point_to_point = 0x880b;
  Reader in(bytes);
  const auto flags = in.number<std::uint16_t>("flags");
  const auto type = in.number<std::uint16_t>("protocol type");
  const unsigned version = flags & version_mask;
  if (version > 1 || (version == 1 && type != point_to_point))
    return closed("GRE of an unknown version");
  if ((flags & routing) != 0) return closed("GRE with a source route");
  if ((flags & checksum) != 0) in.take(4, "checksum");
  if ((flags & key) != 0) in.take(4, "key");
  if ((flags & sequence) != 0) in.take(4, "sequence number");
  if (version == 1 && (flags & acknowledgment) != 0) in.take(4, "acknowledgment number");
  if (!in.ok()) return {};
  // Type I of ERSPAN has no header of its own and no sequence number.
  if (type == erspan && (flags & sequence) == 0) return header_at(ethernet, in.peek());
  return by_ethertype(type, in.peek());
}

}  // namespace espect::network::header
