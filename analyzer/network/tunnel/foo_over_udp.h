// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/network/inside.h"

namespace espect::network {

// Linux's Foo over UDP: IP, or GRE, right behind UDP, on ports that the administrator chose.
// Nothing when no packet follows that is exactly as long as the data.
Inside foo_over_udp(Bytes data);

}  // namespace espect::network
