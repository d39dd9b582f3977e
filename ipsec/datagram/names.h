// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>

#include "ipsec/datagram/datagram.h"

// Words for kinds, the same in reports and in Wireshark. Zero-terminated.
namespace espect {

std::string_view to_text(Encapsulation encapsulation);  // "udp"
std::string_view to_text(Protocol protocol);            // "esp"
std::string_view display_name(Protocol protocol);       // "ESP"

// An end of a path, with its port where it has one: "10.1.0.10:500", "10.1.0.10".
std::string source_text(const Path& path);
std::string destination_text(const Path& path);

}  // namespace espect
