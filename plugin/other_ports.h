// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/wireshark/compat.h"

// IKE and NAT traversal on UDP ports that nobody has named: a heuristic dissector, off until the
// user enables it (Analyze > Enabled Protocols, --enable-heuristic espect_udp).
namespace espect::plugin {

// While Wireshark registers protocols. `protocol` is espect's.
void register_other_ports(int protocol);
// When all dissectors are there: those for what is recognised.
void install_other_ports(dissector_handle_t ike, dissector_handle_t nat_traversal);

}  // namespace espect::plugin
