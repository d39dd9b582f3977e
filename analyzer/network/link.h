// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "ipsec/bytes/bytes.h"

namespace espect::network {

enum class Network : std::uint8_t {
  ip4,
  ip6,
  ip_either,     // the link does not say; the version nibble decides
  other,         // ARP, LLDP, a frame that ends inside its link header, ...
  unknown_link,  // we do not know this link type
};

struct LinkPayload {
  Network network = Network::other;
  Bytes bytes;  // from the IP header to the end of the frame, padding included
};

// Takes the link header off, with any stack of VLAN tags. `link_type` is a LINKTYPE_ number.
LinkPayload link_payload(std::uint16_t link_type, Bytes frame);

}  // namespace espect::network
