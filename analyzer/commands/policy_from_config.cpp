// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/commands/inputs.h"
#include "analyzer/options/command.h"
#include "analyzer/options/shared.h"
#include "analyzer/report/escape.h"
#include "analyzer/run/key_loading.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/output_file.h"
#include "ipsec/bytes/closest_word.h"
#include "ipsec/bytes/counted.h"
#include "ipsec/registry/configuration.h"

namespace espect::commands::policy_from_config {
namespace {

struct Settings {
  std::vector<std::string> files;
  std::vector<std::string> connections;
  std::string output = run::standard_output;
  bool no_sandbox = false;
};

// Those that were asked for; false when one of them is not there.
bool choose(const std::vector<std::string>& wanted,
            std::vector<registry::ConfiguredConnection>& connections) {
  if (wanted.empty()) return true;
  bool good = true;
  std::vector<std::string_view> names;
  for (const auto& connection : connections) names.push_back(connection.name);
  for (const auto& name : wanted) {
    if (std::ranges::count(names, name) != 0) continue;
    run::tell(fmt::format("no connection is called {}{}", name, did_you_mean(name, names)));
    good = false;
  }
  std::erase_if(connections, [&](const auto& connection) {
    return std::ranges::count(wanted, connection.name) == 0;
  });
  return good;
}

// What was meant as a setting may be a secret that ended up there: a configuration includes files
// from anywhere. Names of settings are words.
bool is_word_of_settings(std::string_view name) {
  constexpr std::size_t longest_word = 16, most_digits = 2;
  std::size_t letters = 0, digits = 0;
  for (const char c : name) {
    if (c >= 'a' && c <= 'z') {
      if (digits != 0 || ++letters > longest_word) return false;
    } else if (c >= '0' && c <= '9') {
      if (letters == 0 || ++digits > most_digits) return false;
    } else if (c == '_' || c == '-' || c == '.') {
      letters = digits = 0;
    } else {
      return false;
    }
  }
  return !name.empty();
}

std::string words_of(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  for (const auto& name : names)
    if (is_word_of_settings(name)) shown.push_back(name);
  if (const auto others = names.size() - shown.size(); others != 0)
    shown.push_back(counted(others, "setting with a name that is not shown: it may be a secret",
                            "settings with names that are not shown: they may be secrets"));
  return fmt::format("{}", fmt::join(shown, ", "));
}

// What the policy does not hold although the configuration says it.
void tell_limits(const std::vector<registry::ConfiguredConnection>& connections,
                 const std::vector<std::vector<std::string>>& unheld) {
  for (std::size_t at = 0; at < connections.size(); ++at) {
    const auto& connection = connections[at];
    if (!unheld[at].empty())
      run::tell(
          fmt::format("{}: a policy does not judge {}", connection.name, words_of(unheld[at])));
    if (std::ranges::none_of(connection.proposals, [](const auto& proposals) {
          return proposals.scope == registry::PolicyScope::ike;
        }))
      run::tell(connection.name + ": no proposals for IKE: those of the daemon are not judged");
  }
}

int run_policy_from_config(const Settings& settings) {
  run::forbid_core_dumps();
  // A configuration includes files from anywhere.
  confine(settings.no_sandbox, {settings.files, {settings.output}, {"/"}});
  std::vector<registry::ConfiguredConnection> connections;
  std::string name;
  bool good = true;
  for (const auto& path : settings.files) {
    auto read = registry::read_configuration(path);
    if (!read) {
      for (const auto& error : read.error()) run::tell(error);
      good = false;
      continue;
    }
    std::ranges::move(*read, std::back_inserter(connections));
    name += (name.empty() ? "" : ", ") + std::filesystem::path(path).filename().string();
  }
  if (!good || !choose(settings.connections, connections)) return run::exit_usage;
  if (connections.empty()) {
    run::tell(name + ": no connection of strongSwan (swanctl.conf) or libreswan (ipsec.conf)");
    return run::exit_usage;
  }
  const auto rows = registry::policy_of(connections, name);
  if (!rows) {
    for (const auto& error : rows.error()) run::tell(error);
    return run::exit_usage;
  }
  std::vector<std::vector<std::string>> unheld;
  const auto promised = registry::promises_of(connections, unheld);
  tell_limits(connections, unheld);
  return run::write_output(
      settings.output, settings.files, run::Readers::as_usual, [&](std::ostream& out) {
        out << report::terminal_lines(registry::to_csv(*rows) + registry::to_csv(promised));
      });
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  arguments.positionals("FILE", settings->files,
                        "strongSwan's swanctl.conf or libreswan's ipsec.conf");
  arguments.values("--connection", settings->connections,
                   "Only this connection of the files; repeatable", {.placeholder = "NAME"});
  options::add_output(arguments, settings->output);
  options::add_no_sandbox(arguments, settings->no_sandbox);
  return [settings] { return run_policy_from_config(*settings); };
}

}  // namespace

extern const options::Command command{
    "policy from-config", "Write a policy of what a configuration allows and promises", declare,
    false, "espect policy from-config /etc/swanctl/swanctl.conf -o own.csv"};

}  // namespace espect::commands::policy_from_config
