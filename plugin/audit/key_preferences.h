// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/keys/key_files.h"
#include "ipsec/registry/experimental_profile.h"

namespace espect::plugin {

// The preferences espect.keys and espect.codepoints. `protocol` is espect's.
void register_key_preferences(int protocol);

// What the file of the preference espect.codepoints says; that of experimental.csv, with a message,
// when it cannot be used.
registry::ExperimentalProfile read_profile();

// What the preference names, and the tables of ISAKMP and ESP: as files of the profile, which may
// hold rows that Wireshark refuses, and as Wireshark has them now.
keys::KeyFiles read_keys();

}  // namespace espect::plugin
