// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>

#include "ipsec/datagram/datagram.h"
#include "ipsec/ip/udp.h"

namespace espect::ip {

inline constexpr std::size_t icmp_header_octets = 8;

// Type, code, reason and next-hop MTU of the ICMP (RFC 792) or ICMPv6 (RFC 4443) error that starts
// with these 8 octets. Nothing when it is no error about a packet that was not delivered.
std::optional<IcmpError> read_icmp_header(Bytes header, bool v6);

// `message` as an ICMP (RFC 792) or ICMPv6 (RFC 4443) error, if it is about ESP, AH or UDP
// on one of these ports. Quotes as short as an IP header and 8 octets are enough.
std::optional<IcmpError> read_icmp_error(Bytes message, bool v6, const IpsecPorts& ports = {});

}  // namespace espect::ip
