// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/wireshark/compat.h"

namespace espect::plugin {

// The IP packet of a frame in which nothing was IPsec, once the audit wants such packets: they may
// belong into a tunnel. Of packets inside packets none: whose the outer one is, Wireshark does not
// say. In the first pass, at the end of each frame. Never leaves by an exception or longjmp.
void note_clear_packet(tvbuff_t* frame, packet_info* pinfo) noexcept;

}  // namespace espect::plugin
