// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/ip_tunnels.h"

#include "ipsec/ip/protocol.h"

// IP protocol number, who reads the payload.
#define ESPECT_IP_TUNNELS(row)                                                \
  row(gre, gre) row(ether_ip, ether_ip) row(l2tp, l2tp_in_ip) row(mpls, mpls) \
      row(ethernet, ethernet)

namespace espect::network {

namespace header {
#define ESPECT_DECLARE(number, reader) Inside reader(Bytes bytes);
ESPECT_IP_TUNNELS(ESPECT_DECLARE)
#undef ESPECT_DECLARE
}  // namespace header

HeaderReader ip_tunnel(std::uint8_t protocol) {
  switch (protocol) {
#define ESPECT_CASE(number, reader) \
  case ip::protocol::number:        \
    return header::reader;
    ESPECT_IP_TUNNELS(ESPECT_CASE)
#undef ESPECT_CASE
    default:
      return nullptr;
  }
}

}  // namespace espect::network
