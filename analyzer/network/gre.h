// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>

#include "analyzer/network/link.h"
#include "ipsec/bytes/bytes.h"

namespace espect::network {

// The IP packet in a GRE packet (RFC 2784, RFC 2890 key and sequence number); nothing for other
// payloads, for source routes (RFC 1701) and for version 1 (PPTP).
std::optional<LinkPayload> gre_payload(Bytes packet);

}  // namespace espect::network
