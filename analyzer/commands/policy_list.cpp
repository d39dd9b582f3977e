// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/options/command.h"
#include "analyzer/run/output_file.h"
#include "ipsec/registry/policy.h"

namespace espect::commands::policy_list {
namespace {

int run_policy_list() {
  return run::print([](std::ostream& out) {
    for (const auto& policy : registry::builtin_policy_texts()) out << policy.name << '\n';
  });
}

options::Action declare(options::Arguments& /*arguments*/) {
  return run_policy_list;
}

}  // namespace

extern const options::Command command{"policy list", "List the built-in policies", declare, false,
                                      "espect policy list"};

}  // namespace espect::commands::policy_list
