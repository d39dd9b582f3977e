// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

namespace espect::run {

struct Needs {
  std::vector<std::string> reads;         // files, and folders with what links in them lead to
  std::vector<std::string> writes = {};   // files, which need not exist yet
  std::vector<std::string> folders = {};  // read as they are: links lead nowhere
  std::string makes = {};                 // a folder where everything can be made; empty: nowhere
};

// From here on this process, and what it begins, can read and write what it needs and read what
// the system's own libraries do; it can neither speak to the network nor start a program. Where
// the kernel knows no Landlock or no seccomp the other of them still holds. For ever.
void enter_sandbox(const Needs& needs);

}  // namespace espect::run
