// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ipsec/keys/key_files.h"

namespace espect::run {

// What the memory of a crash would hold is in no dump that the system writes, whatever writes it.
// Before keys or secrets are read; load_keys() does so.
void forbid_core_dumps();

// What the key sources say, and what the captures themselves hold in front of their first packet
// (Decryption Secrets Blocks of pcapng); what was wrong with them goes to standard error. Nothing
// when a key source that was named cannot be used.
std::optional<keys::KeyFiles> load_keys(const std::vector<std::string>& paths,
                                        const std::vector<std::string>& captures = {});

// Null when nobody gave any: then nothing is said about keys that are missing.
const keys::KeyRing* given(const std::vector<std::string>& paths, const keys::KeyFiles& files);

}  // namespace espect::run
