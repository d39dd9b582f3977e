// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/ethertypes.h"
#include "ipsec/bytes/endian.h"

// What switches put around frames inside a data centre.
namespace espect::network::header {

// IEEE 802.1ah: flags and service identifier, then the customer's frame.
Inside backbone_service(Bytes bytes) {
  return behind(4, bytes, ethernet);
}

// Cisco's: version, length, option and security group tag, EtherType.
Inside cisco_metadata(Bytes bytes) {
  if (bytes.size() < 8) return {};
  return by_ethertype(load_be<std::uint16_t>(bytes.data() + 6), bytes.subspan(8));
}

// RFC 6325 section 3: the length of the options stands in five bits of the first two octets.
Inside trill(Bytes bytes) {
  if (bytes.size() < 6) return {};
  const unsigned words = (load_be<std::uint16_t>(bytes.data()) >> 6) & 0x1fU;
  return behind(6 + words * std::size_t{4}, bytes, ethernet);
}

Inside fabric_path(Bytes /*bytes*/) {
  return closed("FabricPath");
}

}  // namespace espect::network::header
