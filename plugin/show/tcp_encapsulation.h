// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/wireshark/compat.h"

// RFC 9329: IKE and ESP in a TCP stream, each behind its length. Wireshark has no dissector for it.
namespace espect::plugin {

// While Wireshark registers protocols. `protocol` is espect's: nothing is taken while it is
// disabled.
void register_tcp_encapsulation(int protocol);

// When all dissectors are there. What is framed goes to these.
void install_tcp_encapsulation(dissector_handle_t marked_ike, dissector_handle_t esp);

}  // namespace espect::plugin
