// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

namespace espect::plugin {

// Statistics > Flow Graph > IPsec, and tshark -z flow,espect,network: an arrow for each IKE message
// and ESP echo, and between two messages one for all packets of an ESP or AH flow.
void register_ladder(int protocol);

}  // namespace espect::plugin
