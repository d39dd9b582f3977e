// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/keys/key_files.h"

namespace espect::plugin {

// The preference espect.keys. `protocol` is espect's.
void register_key_preferences(int protocol);

// What the preference names, and the tables of ISAKMP and ESP: as files of the profile, which may
// hold rows that Wireshark refuses, and as Wireshark has them now.
keys::KeyFiles read_keys();

}  // namespace espect::plugin
