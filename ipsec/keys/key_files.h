// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include "ipsec/keys/key_ring.h"

namespace espect::keys {

struct KeyFiles {
  KeyRing ring;
  std::vector<Warning> warnings;    // also: readable by others, and lines that could not be used
  std::vector<std::string> used;    // "path: kind of source", in the order they were read
  std::vector<std::string> errors;  // a named file that is missing, unreadable or no key source
};

// Reads files and folders (recursive, sorted by path, links to folders not followed). Captures and
// files over 64 MiB are passed over, gzip is read through. In a folder, files that are no key
// source are passed over without a word; a named one is an error. This is the one place of the
// library that opens files, because the plugin and the program read keys alike.
KeyFiles read_key_files(const std::vector<std::string>& paths);

}  // namespace espect::keys
