// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>

#include "ipsec/crypto/mac.h"
#include "ipsec/datagram/datagram.h"

namespace espect::sessions {

// RFC 4302 section 3.3.3: the ICV over the IP header with its mutable fields zeroed or predicted,
// the AH header with a zeroed ICV, alignment padding, the payload and, with ESN, the high half.
// `vpn_id`: four octets of VPN-ID stand before the ICV and are covered as sent.
bool ah_icv_verifies(crypto::Mac& mac, const Ah& ah, std::optional<std::uint32_t> high,
                     bool vpn_id = false);

// The IP header as the ICV covers it (RFC 4302 appendix A). `payload_octets`: what follows it, from
// the AH header on. Empty when the header is broken.
std::vector<std::uint8_t> header_for_icv(Bytes ip_header, std::size_t payload_octets);

}  // namespace espect::sessions
