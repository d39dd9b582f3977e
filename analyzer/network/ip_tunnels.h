// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/network/inside.h"

namespace espect::network {

// Who reads what IP carries under that protocol number as a tunnel; null for other protocols.
HeaderReader ip_tunnel(std::uint8_t protocol);

}  // namespace espect::network
