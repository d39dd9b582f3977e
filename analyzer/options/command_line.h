// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <variant>

#include "analyzer/options/settings.h"

namespace espect::options {

// Nothing to run: print this and leave with this status (help, version, wrong usage).
struct Leave {
  int status = 0;
  std::string text;
};

// Parses the command line. No output, no exit: the caller does both.
std::variant<Settings, Leave> parse(int argc, const char* const* argv);

}  // namespace espect::options
