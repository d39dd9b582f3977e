// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/network/inside.h"

namespace espect::network {

// By a number of the IEEE 802 registry of EtherTypes, which GRE, Geneve and others use too.
Inside by_other_ethertype(std::uint16_t type, Bytes bytes);

inline Inside by_ethertype(std::uint16_t type, Bytes bytes) {
  if (type == 0x0800) [[likely]]
    return ip4_at(bytes);
  if (type == 0x86dd) return ip6_at(bytes);
  return by_other_ethertype(type, bytes);
}

}  // namespace espect::network
