// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

#include "ipsec/datagram/datagram.h"

// Words for kinds, the same in reports and in Wireshark. Zero-terminated.
namespace espect {

std::string_view to_text(Encapsulation encapsulation);  // "udp"
std::string_view to_text(Protocol protocol);            // "esp"
std::string_view display_name(Protocol protocol);       // "ESP"

}  // namespace espect
