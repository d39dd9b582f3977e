// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "analyzer/options/command.h"

namespace espect::options {

// Nothing to run: print this and leave with this status (help, version, wrong usage).
struct Leave {
  int status = 0;
  std::string text;
};

// What there is to be asked for, in the order of the help.
struct Program {
  std::string_view about;
  std::string (*version)();             // what --version prints
  void (*tell)(std::string_view note);  // hears what is odd and stops nothing
  std::span<const Command> commands;
  std::span<const CommandGroup> groups;
};

// Parses the command line. No output, no exit: the caller does both.
std::variant<Action, Leave> parse(const Program& program, int argc, const char* const* argv);

}  // namespace espect::options
