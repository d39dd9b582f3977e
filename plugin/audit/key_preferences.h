// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/keys/key_files.h"

namespace espect::plugin {

// The preferences espect.keys and espect.codepoints. `protocol` is espect's.
void register_key_preferences(int protocol);

// Puts the file of the preference espect.codepoints in force; says so when it cannot be used.
void use_codepoints();

// What the preference names, and the tables of ISAKMP and ESP: as files of the profile, which may
// hold rows that Wireshark refuses, and as Wireshark has them now.
keys::KeyFiles read_keys();

}  // namespace espect::plugin
