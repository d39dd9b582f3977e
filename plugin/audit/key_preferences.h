// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/keys/key_files.h"
#include "ipsec/registry/experimental_profile.h"
#include "ipsec/rules/selection.h"

namespace espect::plugin {

// The preferences espect.keys, espect.codepoints, espect.select, espect.ignore and espect.severity.
// `protocol` is espect's.
void register_key_preferences(int protocol);

// What the file of the preference espect.codepoints says; that of experimental.csv, with a message,
// when it cannot be used.
registry::ExperimentalProfile read_profile();

// Which rules run and how grave they are; all as they are, with a message, when a word names none.
rules::Selection read_selection();

// What the preference names, and the tables of ISAKMP and ESP: as files of the profile, which may
// hold rows that Wireshark refuses, and as Wireshark has them now.
keys::KeyFiles read_keys();

}  // namespace espect::plugin
