// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/shard/merge.h"

#include "analyzer/commands/audit_settings.h"
#include "analyzer/commands/inputs.h"
#include "analyzer/commands/outputs.h"
#include "analyzer/options/command.h"
#include "analyzer/options/shared.h"
#include "analyzer/report/formats.h"
#include "analyzer/report/words/grounds.h"
#include "analyzer/run/exit_status.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/record_places.h"

namespace espect::commands::merge {
namespace {

struct Settings {
  std::vector<std::string> reports;
  std::vector<std::string> captures;
  bool no_sandbox = false;
};

int run_merge(const Settings& settings, const AuditSettings& gate) {
  auto read = options::all_inputs(settings.reports, settings.captures,
                                  {gate.baseline, gate.waivers, gate.vpn_names});
  const auto looks = looks_of(gate);
  confine(settings.no_sandbox, {read, output_paths(gate.outputs)});
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
  if (!apply_gate(gate, report)) return run::exit_usage;
  // Of those that lie where they were scanned.
  if (!settings.captures.empty() && wants(gate.outputs, &report::Format::records))
    run::find_records(report);
  for (const auto& file : report.captures.front().files)
    if (!file.problem.empty()) run::tell(file.problem);
  for (const auto& unmet : report::unmet_requirements(report)) run::tell(unmet);
  const int written = write_outputs(gate.outputs, looks, read, report);
  if (report.interrupted) return run::exit_interrupted;
  return written != run::exit_success ? written : report::summarize(report).exit;
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  const auto gate = std::make_shared<AuditSettings>();
  arguments.positionals("REPORT", settings->reports,
                        "JSON reports of espect audit --shard, of every shard one");
  arguments.values("--captures", settings->captures,
                   "Captures, or folders of them, that were scanned: SARIF says their hashes and "
                   "where the packets lie in them",
                   {.placeholder = "PATH"});
  add_gate(arguments, gate);
  options::add_no_sandbox(arguments, settings->no_sandbox);
  arguments.together([gate] { return outputs_problem(gate->outputs); });
  return [settings, gate] { return run_merge(*settings, *gate); };
}

}  // namespace

extern const options::Command command;
const options::Command command{"merge", "Make one report of those of all shards", declare, false,
                               "espect merge 1.json 2.json -f json=report.json -f text"};

}  // namespace espect::commands::merge
