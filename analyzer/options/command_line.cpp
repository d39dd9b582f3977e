// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/options/command_line.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <vector>

#include <CLI/CLI.hpp>

#include "analyzer/options/arguments.h"

namespace espect::options {
namespace {

constexpr int wrong_usage = 2;

// Where commands go: below their group, which appears with the first of them.
class Tree {
 public:
  Tree(CLI::App& app, std::span<const CommandGroup> groups) : app_(app), groups_(groups) {}

  CLI::App& add(const Command& command) {
    const auto blank = command.name.find(' ');
    auto& parent =
        blank == std::string_view::npos ? app_ : group(std::string(command.name.substr(0, blank)));
    return *parent.add_subcommand(
        std::string(command.name.substr(blank == std::string_view::npos ? 0 : blank + 1)),
        std::string(command.help));
  }

 private:
  CLI::App& group(const std::string& name) {
    auto& made = made_[name];
    if (made != nullptr) return *made;
    const auto known = std::ranges::find(groups_, name, &CommandGroup::name);
    made = app_.add_subcommand(name, known == groups_.end() ? "" : std::string(known->help));
    made->require_subcommand(1);
    return *made;
  }

  CLI::App& app_;
  std::span<const CommandGroup> groups_;
  std::map<std::string, CLI::App*> made_;
};

}  // namespace

std::variant<Action, Leave> parse(const Program& program, int argc, const char* const* argv) {
  CLI::App app{std::string(program.about), "espect"};
  app.set_version_flag("--version", "espect " ESPECT_VERSION);
  app.require_subcommand(1);

  Tree tree(app, program.groups);
  std::vector<std::pair<const CLI::App*, Action>> actions;
  for (const auto& command : program.commands) {
    auto& made = tree.add(command);
    Arguments arguments(made);
    actions.emplace_back(&made, command.declare(arguments));
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    const int code = app.exit(error, out, out);
    return Leave{code == 0 ? 0 : wrong_usage, out.str()};
  }
  for (auto& [command, action] : actions)
    if (command->parsed()) return std::move(action);
  return Leave{wrong_usage, app.help()};
}

}  // namespace espect::options
