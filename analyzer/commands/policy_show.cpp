// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/options/arguments.h"
#include "analyzer/options/command.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/output_file.h"
#include "ipsec/registry/policy_file.h"

namespace espect::commands {
namespace {

int run_policy_show(const std::string& name_or_file) {
  const auto policy = registry::load_policy(name_or_file);
  if (!policy) {
    run::tell_lines(policy.error());
    return run::exit_usage;
  }
  return run::print([&](std::ostream& out) { out << registry::to_csv(policy->rows()); });
}

options::Action declare(options::Arguments& arguments) {
  const auto policy = std::make_shared<std::string>();
  arguments.positional("NAME|FILE", *policy, "Built-in policy, or a CSV file");
  return [policy] { return run_policy_show(*policy); };
}

}  // namespace

extern const options::Command policy_show{"policy show", "Print a policy as CSV", declare};

}  // namespace espect::commands
