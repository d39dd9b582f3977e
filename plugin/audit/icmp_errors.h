// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/wireshark/compat.h"

namespace espect::plugin {

// Behind a frame in the first pass: an ICMP error whose quote Wireshark gave to no dissector of
// IPsec, as that of a fragment (a packet that was too big, and that its sender then cut).
void note_icmp_error(tvbuff_t* frame, packet_info* pinfo) noexcept;

}  // namespace espect::plugin
