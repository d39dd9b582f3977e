// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/wireshark/compat.h"

// The note that something is of an experimental profile: on the first frame that shows it, not on
// every packet of a capture.
namespace espect::plugin {

// While Wireshark registers protocols.
void register_experimental_notes();

// Whether this frame has to bear the note of `what`, with a number that `what` may have several of.
bool is_first_to_show(packet_info* pinfo, const void* what, std::uint32_t number);

}  // namespace espect::plugin
