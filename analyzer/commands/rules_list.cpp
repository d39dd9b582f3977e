// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/options/arguments.h"
#include "analyzer/options/command.h"
#include "analyzer/report/json/catalogue.h"
#include "analyzer/report/text/catalogue.h"
#include "analyzer/run/output_file.h"

namespace espect::commands::rules_list {
namespace {

struct Settings {
  std::string format = "text";
  bool markdown = false;
};

int run_rules(const Settings& settings) {
  return run::print([&](std::ostream& out) {
    if (settings.format == "json")
      report::write_rules_json(out);
    else
      out << (settings.markdown || settings.format == "markdown" ? report::rules_table_markdown()
                                                                 : report::rules_table());
  });
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  arguments.value("--format,-f", settings->format,
                  "text, json (an array of objects), or markdown: the table in docs/rules/",
                  {.placeholder = "FORMAT", .choices = {"text", "json", "markdown"}});
  arguments.flag("--markdown", settings->markdown, "As --format markdown");
  return [settings] { return run_rules(*settings); };
}

}  // namespace

extern const options::Command command{"rules", "List the rules", declare, false,
                                      "espect rules\n"
                                      "espect rules --format json"};

}  // namespace espect::commands::rules_list
