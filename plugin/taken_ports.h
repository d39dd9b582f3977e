// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/wireshark/compat.h"

namespace espect::plugin {

// The dissector that stands for a built-in one; null for all others.
using FrontOf = dissector_handle_t (*)(dissector_handle_t builtin);

// Takes every port at which a built-in dissector stands now. Preferences and Decode As put it back,
// so this runs again for each capture and each redissection. May throw.
void take_ports(FrontOf front_of);

}  // namespace espect::plugin
