// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>

#include "ipsec/datagram/datagram.h"
#include "ipsec/ip/ip.h"

namespace espect::network {

// `message` as an ICMP (RFC 792) or ICMPv6 (RFC 4443) error, if it is about ESP, AH or UDP
// 500 or 4500. Quotes as short as an IP header and 8 octets are enough.
std::optional<IcmpError> read_icmp_error(Bytes message, bool v6);

}  // namespace espect::network
