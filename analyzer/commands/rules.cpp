// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/options/arguments.h"
#include "analyzer/options/command.h"
#include "analyzer/report/text/catalogue.h"
#include "analyzer/run/output_file.h"

namespace espect::commands {
namespace {

int run_rules(bool markdown) {
  return run::print([&](std::ostream& out) {
    out << (markdown ? report::rules_table_markdown() : report::rules_table());
  });
}

options::Action declare(options::Arguments& arguments) {
  const auto markdown = std::make_shared<bool>(false);
  arguments.flag("--markdown", *markdown, "As the table in docs/rules/");
  return [markdown] { return run_rules(*markdown); };
}

}  // namespace

extern const options::Command rules{"rules", "List the rules", declare};

}  // namespace espect::commands
