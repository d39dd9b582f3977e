// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/wireshark/compat.h"

// The findings of the audit on the frames that they name, as expert items below one item at the
// end of the tree. In the first pass a frame shows what was known when it came.
namespace espect::plugin {

// While Wireshark registers protocols. `protocol` is espect's.
void register_findings_view(int protocol);
void register_findings_experts(expert_module_t* module);
// When all dissectors are there.
void install_findings_view();

}  // namespace espect::plugin
