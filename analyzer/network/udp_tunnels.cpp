// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/udp_tunnels.h"

// UDP port (IANA, or what implementations use), who reads the data.
#define ESPECT_UDP_TUNNELS(row)                                                              \
  row(1701, l2tp_in_udp) row(2152, gtp_u) row(3544, teredo) row(4341, lisp) row(4789, vxlan) \
      row(4790, vxlan) row(6080, gue) row(6081, geneve) row(6635, mpls) row(8472, vxlan)     \
          row(37008, tzsp)

namespace espect::network {

namespace header {
#define ESPECT_DECLARE(number, reader) Inside reader(Bytes bytes);
ESPECT_UDP_TUNNELS(ESPECT_DECLARE)
#undef ESPECT_DECLARE
}  // namespace header

HeaderReader udp_tunnel(std::uint16_t destination_port) {
  switch (destination_port) {
#define ESPECT_CASE(number, reader) \
  case number:                      \
    return header::reader;
    ESPECT_UDP_TUNNELS(ESPECT_CASE)
#undef ESPECT_CASE
    default:
      return nullptr;
  }
}

}  // namespace espect::network
