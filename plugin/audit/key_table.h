// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include "plugin/wireshark/compat.h"

namespace espect::plugin {

// The table of key sources of the preferences (espect_keys in a profile): a file or a folder a row,
// and what it gives. Wireshark takes it by prefs_register_uat_preference.
uat_t* key_table();

// Every file and folder in it, in order.
std::vector<std::string> key_table_paths();

}  // namespace espect::plugin
