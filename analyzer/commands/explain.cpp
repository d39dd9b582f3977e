// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "analyzer/options/arguments.h"
#include "analyzer/options/command.h"
#include "analyzer/report/text/catalogue.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/output_file.h"
#include "ipsec/bytes/closest_word.h"

namespace espect::commands::explain {
namespace {

struct Settings {
  std::string rule;
  bool markdown = false;
};

int run_explain(const Settings& settings) {
  const auto* rule = espect::rules::rule_named(settings.rule);
  if (rule == nullptr) {
    std::vector<std::string_view> ids;
    for (const auto* known : espect::rules::catalogue()) ids.push_back(known->id);
    run::tell(fmt::format("no rule is named {}; espect rules lists them{}", settings.rule,
                          did_you_mean(settings.rule, ids)));
    return run::exit_usage;
  }
  return run::print([&](std::ostream& out) {
    out << (settings.markdown ? report::explain_markdown(*rule) : report::explain_text(*rule));
  });
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  arguments.positional("RULE", settings->rule, "Id of the rule, such as esp-sequence-reused");
  arguments.flag("--markdown", settings->markdown, "As the pages in docs/rules/");
  return [settings] { return run_explain(*settings); };
}

}  // namespace

extern const options::Command command{"explain",
                                      "Explain a rule: what it means, why it matters, what to do",
                                      declare, false, "espect explain esp-sequence-reused"};

}  // namespace espect::commands::explain
