// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

#include "ipsec/datagram/datagram.h"

namespace espect::rules {

// Why a packet did not arrive (RFC 792, RFC 4443); empty of errors that say something else.
constexpr std::string_view unreachable_text(IcmpReason reason) {
  switch (reason) {
    case IcmpReason::protocol_unreachable:
      return "protocol unreachable";
    case IcmpReason::port_unreachable:
      return "port unreachable";
    case IcmpReason::host_unreachable:
      return "host unreachable";
    case IcmpReason::network_unreachable:
      return "network unreachable";
    case IcmpReason::prohibited:
      return "administratively prohibited";
    case IcmpReason::fragmentation_needed:
    case IcmpReason::time_exceeded:
    case IcmpReason::other:
      break;
  }
  return {};
}

}  // namespace espect::rules
