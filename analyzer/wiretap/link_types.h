// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "analyzer/wiretap/wiretap_api.h"

namespace espect::wiretap {

inline constexpr std::uint16_t no_link_type = 65535;

// The LINKTYPE_ number under which libpcap would have the octets of this packet.
std::uint16_t link_type_of(const wtap_packet_header& packet);
// Whether any packet of this WTAP_ENCAP_ value can have one.
bool may_have_link_type(int encapsulation);

}  // namespace espect::wiretap
