// SPDX-License-Identifier: GPL-2.0-or-later
#include <filesystem>

#include "analyzer/commands/inputs.h"
#include "analyzer/options/command.h"
#include "analyzer/options/shared.h"
#include "analyzer/run/exit_status.h"
#include "analyzer/run/interruption.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/progress.h"
#include "analyzer/shard/split.h"

namespace espect::commands::shard_split {
namespace {

struct Settings {
  options::Captures captures;
  std::string plan;
  std::string folder;
};

int run_split(const Settings& settings) {
  std::error_code error;  // told when the first part is written
  std::filesystem::create_directories(settings.folder, error);
  confine(settings.captures.confinement,
          {.reads = options::all_inputs(settings.captures.paths, {}, {settings.plan}),
           .makes = settings.folder});
  const auto plan = shard::read_plan(settings.plan);
  if (!plan) {
    run::tell(plan.error());
    return run::exit_input;
  }
  run::ask_before_interruption();
  const auto inputs = inputs_of(settings.captures);
  const auto files = run::expand_inputs(inputs.paths);
  const run::Progress progress(files);
  std::vector<std::string> captures;
  for (const auto& input : files) captures.push_back(input.path);
  for (const auto& input : files) {
    const auto split = shard::split_file(input, inputs.ports, *plan, settings.folder, captures);
    if (run::interrupted()) return run::exit_interrupted;
    if (!split) {
      run::tell(split.error());
      return run::exit_input;
    }
  }
  return run::exit_success;
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  options::add(arguments, settings->captures);
  arguments.value("--plan,-p", settings->plan, "What espect shard plan wrote",
                  {.placeholder = "PLAN", .required = true});
  arguments.value("--output,-o", settings->folder,
                  "Folder of the parts: DIR/1, DIR/2, ... are the shards",
                  {.placeholder = "DIR", .required = true});
  return [settings] { return run_split(*settings); };
}

}  // namespace

extern const options::Command command;
const options::Command command{
    "shard split", "Write the IPsec packets of captures into the parts of their shards", declare,
    false, "espect shard split capture.pcap --plan plan -o parts"};

}  // namespace espect::commands::shard_split
