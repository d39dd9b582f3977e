// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/ethertypes.h"
#include "ipsec/bytes/endian.h"

namespace espect::network::header {

// IEEE 802.1Q, in any number: each tag is two octets and the type of what follows.
Inside vlan(Bytes bytes) {
  while (bytes.size() >= 4) {
    const auto type = load_be<std::uint16_t>(bytes.data() + 2);
    bytes = bytes.subspan(4);
    if (type <= 1500) return header_at(llc, bytes);
    if (type != 0x8100 && type != 0x88a8 && type != 0x9100 && type != 0x9200)
      return by_ethertype(type, bytes);
  }
  return {};
}

}  // namespace espect::network::header
