// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/network/inside.h"

namespace espect::network {

// Who reads the data of UDP to that port as a tunnel; null for other ports.
HeaderReader udp_tunnel(std::uint16_t destination_port);

}  // namespace espect::network
