// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/shard/merge.h"

#include "analyzer/commands/inputs.h"
#include "analyzer/commands/outputs.h"
#include "analyzer/options/command.h"
#include "analyzer/options/shared.h"
#include "analyzer/run/exit_status.h"
#include "analyzer/run/messages.h"

namespace espect::commands {
namespace {

struct Settings {
  std::vector<std::string> reports;
  std::vector<std::string> outputs;
  std::string fail_on = "high";
  std::string colour = "auto";
  bool no_sandbox = false;
};

int run_merge(const Settings& settings) {
  confine(settings.no_sandbox, {settings.reports, output_paths(settings.outputs)});
  std::vector<shard::ShardRecords> shards;
  for (const auto& path : settings.reports) {
    auto records = shard::records_in(path);
    if (!records) {
      run::tell(records.error());
      return run::exit_input;
    }
    shards.push_back(std::move(*records));
  }
  if (const auto missing = shard::shards_missing(shards); !missing.empty()) {
    run::tell(missing);
    return run::exit_input;
  }
  auto report = shard::merge(std::move(shards));
  report.threshold = rules::severity_from(settings.fail_on);
  for (const auto& file : report.captures.front().files)
    if (!file.problem.empty()) run::tell(file.problem);
  const int written = write_outputs(settings.outputs, {settings.colour}, settings.reports, report);
  if (report.interrupted) return run::exit_interrupted;
  return written != run::exit_success ? written : report::summarize(report).exit;
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  arguments.positionals("REPORT", settings->reports,
                        "JSON reports of espect audit --shard, of every shard one");
  add_outputs(arguments, settings->outputs, settings->fail_on);
  options::add_colour(arguments, settings->colour);
  options::add_no_sandbox(arguments, settings->no_sandbox);
  arguments.together([settings] { return outputs_problem(settings->outputs); });
  return [settings] { return run_merge(*settings); };
}

}  // namespace

extern const options::Command merge;
const options::Command merge{"merge", "Make one report of those of all shards", declare};

}  // namespace espect::commands
