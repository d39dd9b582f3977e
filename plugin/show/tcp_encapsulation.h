// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/audit/open_capture.h"
#include "plugin/wireshark/compat.h"

// RFC 9329: IKE and ESP in a TCP stream, each behind its length. Wireshark has no dissector for it.
namespace espect::plugin {

// While Wireshark registers protocols. `protocol` is espect's: nothing is taken while it is
// disabled.
void register_tcp_encapsulation(int protocol);

// When all dissectors are there. What is framed goes to these; of a segment with very many frames
// the others go to the audit only: Wireshark bounds the dissectors that a packet may have.
using Audit = const PacketResult* (*)(tvbuff_t*, packet_info*, Content);
void install_tcp_encapsulation(dissector_handle_t marked_ike, dissector_handle_t esp, Audit audit);

}  // namespace espect::plugin
