// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <vector>

#include "ipsec/datagram/datagram.h"

namespace espect::run {

// An IP packet from what is known of the one that carried a payload (RFC 791, RFC 8200): addresses,
// DSCP, TTL and identification are those of the outer packet. Empty when it would be too large.
std::vector<std::uint8_t> ip_packet(const Path& path, const IpFacts& facts, std::uint8_t protocol,
                                    Bytes payload);

// UDP with its checksum inside such a packet (RFC 768).
std::vector<std::uint8_t> udp_packet(const Path& path, const IpFacts& facts, Bytes payload);

}  // namespace espect::run
