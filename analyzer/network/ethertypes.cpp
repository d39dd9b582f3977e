// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/ethertypes.h"

// EtherType, who reads what follows it.
#define ESPECT_ETHERTYPES(row)                                                                     \
  row(0x22eb, erspan3) row(0x22f3, trill) row(0x6558, ethernet) row(0x8100, vlan) row(0x880b, ppp) \
      row(0x883e, wccp) row(0x8847, mpls) row(0x8848, mpls) row(0x8864, pppoe) row(0x88a8, vlan)   \
          row(0x88be, erspan2) row(0x88e5, macsec) row(0x88e7, backbone_service)                   \
              row(0x8903, fabric_path) row(0x8909, cisco_metadata) row(0x894f, network_service)    \
                  row(0x9100, vlan) row(0x9200, vlan)

namespace espect::network {

namespace header {
#define ESPECT_DECLARE(number, reader) Inside reader(Bytes bytes);
ESPECT_ETHERTYPES(ESPECT_DECLARE)
#undef ESPECT_DECLARE
}  // namespace header

Inside by_other_ethertype(std::uint16_t type, Bytes bytes) {
  switch (type) {
#define ESPECT_CASE(number, reader) \
  case number:                      \
    return header_at(header::reader, bytes);
    ESPECT_ETHERTYPES(ESPECT_CASE)
#undef ESPECT_CASE
    default:
      return {};
  }
}

}  // namespace espect::network
