// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/options/command_line.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "analyzer/options/arguments.h"
#include "analyzer/options/configuration.h"
#include "ipsec/bytes/closest_word.h"

namespace espect::options {
namespace {

constexpr int wrong_usage = 2;

std::string examples_text(std::string_view lines) {
  std::string text = "Examples:";
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    text += "\n  " + std::string(lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return text;
}

// Where commands go: below their group, which appears with the first of them.
class Tree {
 public:
  Tree(CLI::App& app, std::span<const CommandGroup> groups) : app_(app), groups_(groups) {}

  CLI::App& add(const Command& command) {
    const auto blank = command.name.find(' ');
    auto& parent =
        blank == std::string_view::npos ? app_ : group(std::string(command.name.substr(0, blank)));
    auto& added = *parent.add_subcommand(
        std::string(command.name.substr(blank == std::string_view::npos ? 0 : blank + 1)),
        std::string(command.help));
    if (!command.examples.empty()) added.footer(examples_text(command.examples));
    return added;
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

constexpr std::string_view configured_command = "audit";

// Examples are copied from the end of --help: CLI11 2.6 would break their lines.
template <class Formatter>
void keep_lines_of_examples(Formatter& formatter) {
  if constexpr (requires { formatter.enable_footer_formatting(false); })
    formatter.enable_footer_formatting(false);
}

// One reading of the command line.
struct Attempt {
  struct Made {
    const Command* command;
    CLI::App* app;
    std::vector<Described> described;
    Action action;
  };

  explicit Attempt(const Program& program)
      : app{std::string(program.about), "espect"}, in_force(std::make_shared<std::vector<Held>>()) {
    app.set_version_flag("--version", program.version, "Say build, libraries and schema version");
    keep_lines_of_examples(*app.get_formatter());
    app.require_subcommand(1);
    Tree tree(app, program.groups);
    for (const auto& command : program.commands) {
      auto& added = tree.add(command);
      Arguments arguments(added, in_force);
      auto action = command.declare(arguments);
      made.push_back({&command, &added, arguments.described(), std::move(action)});
      if (!command.configured) continue;
      added
          .add_option("--config", config,
                      "Configuration file; without it espect.toml is looked "
                      "for here and in the folders above")
          ->option_text("FILE");
      added.add_flag("--no-config", no_config, "Read no configuration file");
    }
  }

  Made* chosen() {
    const auto found =
        std::ranges::find_if(made, [](const Made& one) { return one.app->parsed(); });
    return found == made.end() ? nullptr : &*found;
  }

  CLI::App app;
  std::vector<Made> made;
  std::shared_ptr<std::vector<Held>> in_force;
  std::string config;
  bool no_config = false;
};

const CLI::App& deepest_of(const Attempt& attempt) {
  const CLI::App* deepest = &attempt.app;
  while (!deepest->get_subcommands().empty()) deepest = deepest->get_subcommands().front();
  return *deepest;
}

// A word in the place of a command that no command has; empty when there is none.
std::string unknown_command(const Attempt& attempt) {
  std::vector<std::string> names;
  for (const auto* command : deepest_of(attempt).get_subcommands([](auto*) { return true; }))
    names.push_back(command->get_name());
  const auto words = attempt.app.remaining(true);
  if (names.empty() || words.empty() || words.front().starts_with('-')) return {};
  const std::vector<std::string_view> known(names.begin(), names.end());
  return fmt::format("no command is called {}{}\nRun with --help for more information.\n",
                     words.front(), did_you_mean(words.front(), known));
}

// "did you mean" for words that no command and no option has.
std::string suggestions(const Attempt& attempt) {
  const CLI::App* deepest = &deepest_of(attempt);
  std::vector<std::string> names;
  for (const auto* command : deepest->get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  for (const auto* option : deepest->get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  const std::vector<std::string_view> known(names.begin(), names.end());
  std::string text;
  for (const auto& word : attempt.app.remaining(true)) {
    const auto name = word.substr(0, word.find('='));
    if (const auto meant = did_you_mean(name, known); !meant.empty()) text += name + meant + '\n';
  }
  return text;
}

std::optional<Leave> read(Attempt& attempt, std::vector<std::string> words) {
  try {
    std::ranges::reverse(words);  // as CLI11 wants them
    attempt.app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    const int code = attempt.app.exit(error, out, out);
    if (auto unknown = unknown_command(attempt); code != 0 && !unknown.empty())
      return Leave{wrong_usage, std::move(unknown)};
    return Leave{code == 0 ? 0 : wrong_usage,
                 out.str() + (code == 0 ? std::string() : suggestions(attempt))};
  }
  return std::nullopt;
}

// What is not on the command line, as if it stood there.
std::vector<std::string> words_of(const std::vector<Held>& held) {
  std::vector<std::string> words;
  for (const auto& [key, values, origin] : held)
    for (const auto& value : values) {
      if (value == "true" && origin != "default")
        words.push_back("--" + key);
      else if (value != "false")
        words.push_back("--" + key + "=" + value);
    }
  return words;
}

// Everything that audit would be told: configuration, environment, then defaults.
std::vector<Held> with_defaults(std::vector<Held> held, const std::vector<Described>& options) {
  std::vector<Held> all;
  for (const auto& option : options) {
    const auto found = std::ranges::find(held, option.key, &Held::key);
    if (found != held.end()) {
      all.push_back(std::move(*found));
      continue;
    }
    std::vector<std::string> values;
    if (option.kind == OptionKind::flag) values.emplace_back("false");
    if (option.kind == OptionKind::value) values.push_back(option.initial);
    all.push_back({option.key, std::move(values), "default"});
  }
  return all;
}

}  // namespace

std::variant<Action, Leave> parse(const Program& program, int argc, const char* const* argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  Attempt plain(program);
  if (auto leave = read(plain, words)) return std::move(*leave);
  auto* chosen = plain.chosen();
  if (chosen == nullptr) return Leave{wrong_usage, plain.app.help()};
  if (!chosen->command->configured) return std::move(chosen->action);

  const auto audit = std::ranges::find_if(plain.made, [](const Attempt::Made& made) {
    return made.command->name == configured_command;
  });
  auto configuration = configuration_of(audit->described, plain.config, !plain.no_config);
  for (const auto& note : configuration.notes) program.tell(note);
  if (!configuration.errors.empty()) {
    std::string text;
    for (const auto& error : configuration.errors) text += error + '\n';
    return Leave{wrong_usage, text};
  }
  if (chosen->command->name != configured_command) {
    *plain.in_force = with_defaults(std::move(configuration.held), audit->described);
    return std::move(chosen->action);
  }
  std::erase_if(configuration.held, [&](const Held& held) {
    return chosen->app->get_option("--" + held.key)->count() != 0;
  });
  const auto more = words_of(configuration.held);
  if (more.empty()) return std::move(chosen->action);
  const auto at = std::ranges::find(words, configured_command);
  words.insert(at == words.end() ? at : at + 1, more.begin(), more.end());
  Attempt whole(program);
  if (auto leave = read(whole, std::move(words))) return std::move(*leave);
  return std::move(whole.chosen()->action);
}

}  // namespace espect::options
