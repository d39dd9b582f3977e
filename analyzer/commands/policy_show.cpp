// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/commands/inputs.h"
#include "analyzer/options/command.h"
#include "analyzer/report/escape.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/output_file.h"
#include "ipsec/registry/policy_file.h"

namespace espect::commands::policy_show {
namespace {

struct Settings {
  std::string policy;
  bool no_sandbox = false;
};

int run_policy_show(const Settings& settings) {
  confine(settings.no_sandbox, {{settings.policy}});
  const auto policy = registry::load_policy(settings.policy);
  if (!policy) {
    run::tell_lines(policy.error());
    return run::exit_usage;
  }
  return run::print([&](std::ostream& out) {
    out << report::terminal_lines(registry::to_csv(policy->rows()) +
                                  registry::to_csv(policy->connections()));
  });
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  arguments.positional("NAME|FILE", settings->policy, "Built-in policy, or a CSV file");
  options::add_no_sandbox(arguments, settings->no_sandbox);
  return [settings] { return run_policy_show(*settings); };
}

}  // namespace

extern const options::Command command{"policy show", "Print a policy as CSV", declare, false,
                                      "espect policy show cnsa2 > own.csv"};

}  // namespace espect::commands::policy_show
