// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/ethertypes.h"
#include "ipsec/bytes/endian.h"

namespace espect::network {

// IEEE 802.2: destination and source access point, control; with SNAP (RFC 1042) an organisation
// and a type, which is an EtherType for organisation 0.
Inside header::llc(Bytes bytes) {
  constexpr std::uint8_t ip_access_point = 0x06, snap = 0xaa, unnumbered_information = 0x03;
  constexpr std::uint32_t bridged = 0x0080c2;  // RFC 2684 section 5.2
  if (bytes.size() < 3 || bytes[2] != unnumbered_information) return {};
  if (bytes[0] == ip_access_point) return ip4_at(bytes.subspan(3));
  if (bytes[0] != snap || bytes.size() < 8) return {};
  const auto organisation = load_be<std::uint32_t>(bytes.data() + 2) & 0xffffffU;
  const auto type = load_be<std::uint16_t>(bytes.data() + 6);
  // RFC 1042; IEEE 802.1H for bridges to 802.11 and Token Ring.
  if (organisation == 0 || organisation == 0x0000f8) return by_ethertype(type, bytes.subspan(8));
  if (organisation == bridged && (type == 1 || type == 7)) return behind(10, bytes, ethernet);
  return {};
}

}  // namespace espect::network
