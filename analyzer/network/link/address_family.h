// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/network/inside.h"

namespace espect::network {

// By the number that an operating system has for IP: IPv4 is 2 everywhere.
inline Inside by_family(std::uint32_t family, Bytes bytes) {
  switch (family) {
    case 2:
      return ip4_at(bytes);
    case 10:  // Linux
    case 23:  // Windows
    case 24:  // NetBSD, OpenBSD
    case 26:  // Solaris
    case 28:  // FreeBSD
    case 30:  // Darwin
      return ip6_at(bytes);
    default:
      return {};
  }
}

}  // namespace espect::network
