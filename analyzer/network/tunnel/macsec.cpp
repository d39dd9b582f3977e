// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/ethertypes.h"
#include "ipsec/bytes/endian.h"

namespace espect::network::header {

// IEEE 802.1AE section 9: readable only where it protects integrity alone.
Inside macsec(Bytes bytes) {
  constexpr std::uint8_t with_channel = 0x20, encrypted = 0x08, changed = 0x04;
  if (bytes.size() < 6) return {};
  if ((bytes[0] & (encrypted | changed)) != 0) return closed("MACsec, encrypted");
  const std::size_t octets = (bytes[0] & with_channel) != 0 ? 14 : 6;
  if (bytes.size() < octets + 2) return {};
  return by_ethertype(load_be<std::uint16_t>(bytes.data() + octets), bytes.subspan(octets + 2));
}

}  // namespace espect::network::header
