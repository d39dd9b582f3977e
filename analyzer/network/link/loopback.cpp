// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/link/address_family.h"
#include "ipsec/bytes/endian.h"

namespace espect::network::header {

// LINKTYPE_NULL is in the byte order of the host that captured.
Inside null(Bytes frame) {
  if (frame.size() < 4) return {};
  const Inside inside = by_family(load_be<std::uint32_t>(frame.data()), frame.subspan(4));
  if (inside.network != Network::none) return inside;
  return by_family(load_le<std::uint32_t>(frame.data()), frame.subspan(4));
}

Inside loop(Bytes frame) {
  return frame.size() < 4 ? Inside{}
                          : by_family(load_be<std::uint32_t>(frame.data()), frame.subspan(4));
}

// enc(4): address family in the byte order of the host, SPI, flags, then a packet that IPsec opened
// or is about to seal.
Inside enc(Bytes frame) {
  if (frame.size() < 12) return {};
  const Inside inside = by_family(load_be<std::uint32_t>(frame.data()), frame.subspan(12));
  if (inside.network != Network::none) return inside;
  return by_family(load_le<std::uint32_t>(frame.data()), frame.subspan(12));
}

// pflog(4): its own length without padding, address family.
Inside pflog(Bytes frame) {
  if (frame.size() < 2) return {};
  const std::size_t octets = (frame[0] + std::size_t{3}) / 4 * 4;
  return frame.size() < octets ? Inside{} : by_family(frame[1], frame.subspan(octets));
}

}  // namespace espect::network::header
