// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <functional>
#include <string_view>

namespace espect::options {

class Arguments;

// What the command line asks for: gives the exit status.
using Action = std::function<int()>;

struct Command {
  std::string_view name;  // "audit"; "keys convert" for a command of a group
  std::string_view help;  // one line
  // Says which arguments there are and where they go; what it returns runs when all are there.
  Action (*declare)(Arguments& arguments);
  // Takes --config and --no-config; "audit" takes its values from there, "config show" says them.
  bool configured = false;
  std::string_view examples = {};  // for --help, a line each
};

// "keys": the first word of several commands.
struct CommandGroup {
  std::string_view name;
  std::string_view help;
};

}  // namespace espect::options
