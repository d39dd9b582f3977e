// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

// Service Response Time > espect, tshark -z espect,srt: how long requests of each IKE exchange
// type and ESP echoes waited for their answer.
namespace espect::plugin {

// While Wireshark registers protocols. `protocol` is espect's.
void register_response_times(int protocol);

}  // namespace espect::plugin
