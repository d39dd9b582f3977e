// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/keys/key_ring.h"

namespace espect::keys {

struct KeyFiles {
  KeyRing ring;
  // Lines that could not be used, files that were passed over, and once, with a count, that keys
  // can be read by others.
  std::vector<Warning> warnings;
  std::vector<std::string> used;  // "path: kind of source", in the order they were read
  // A named file that is missing or unreadable; when nothing was used, also one that holds no keys.
  std::vector<std::string> errors;
};

// Reads files and folders (recursive, sorted by path, links to folders not followed). Captures and
// files over 64 MiB are passed over, gzip is read through, UTF-16 and a BOM are understood. A
// folder says in one warning what it passed over. This is the one place of the library that opens
// files, because the plugin and the program read keys alike.
KeyFiles read_key_files(const std::vector<std::string>& paths);

// Text that stood elsewhere (a block of a capture): as a file called `name`. False when no source
// recognises it.
bool read_key_text(std::string_view text, const std::string& name, KeyFiles& into);

}  // namespace espect::keys
