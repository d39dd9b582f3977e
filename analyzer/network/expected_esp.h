// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>

#include "analyzer/capture/packet.h"
#include "ipsec/datagram/expected_esp.h"
#include "ipsec/ip/udp.h"

namespace espect::network {

// The ESP packet that `packet` holds: in IP without extension headers, or in UDP on a port of NAT
// traversal; no fragment, nothing cut off, in no tunnel. What Stack hands on decides; here only the
// usual is recognised, quickly.
std::optional<ExpectedEsp> expected_esp(const capture::Packet& packet, const ip::IpsecPorts& ports);

}  // namespace espect::network
