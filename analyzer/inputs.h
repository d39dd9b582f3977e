// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

namespace espect {

// One capture to read. A file found in a folder is skipped without a word when it is no capture;
// one that was named is an error then.
struct Input {
  std::string path;
  bool named = true;
};

// Folders become the regular files below them, sorted by path; links to folders are not followed.
std::vector<Input> expand_inputs(const std::vector<std::string>& arguments);

}  // namespace espect
