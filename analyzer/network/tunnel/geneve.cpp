// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/ethertypes.h"
#include "ipsec/bytes/endian.h"

namespace espect::network::header {

// RFC 8926 section 3.4: version and length of the options in words of 4 octets, flags, EtherType,
// network identifier, options.
Inside geneve(Bytes bytes) {
  constexpr std::uint8_t control = 0x80;
  if (bytes.size() < 8 || bytes[0] >> 6 != 0 || (bytes[1] & control) != 0) return {};
  const std::size_t octets = 8 + (bytes[0] & 0x3fU) * std::size_t{4};
  if (octets > bytes.size()) return {};
  return by_ethertype(load_be<std::uint16_t>(bytes.data() + 2), bytes.subspan(octets));
}

}  // namespace espect::network::header
