// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

namespace espect::crypto {

struct LibraryVersion {
  std::string name;
  std::string built_with;
  std::string running;
};

// Those that open what travels.
std::vector<LibraryVersion> library_versions();

}  // namespace espect::crypto
