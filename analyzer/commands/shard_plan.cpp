// SPDX-License-Identifier: GPL-2.0-or-later
#include <charconv>

#include <fmt/format.h>

#include "analyzer/commands/inputs.h"
#include "analyzer/options/command.h"
#include "analyzer/options/shared.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/output_file.h"
#include "analyzer/shard/plan.h"

namespace espect::commands::shard_plan {
namespace {

struct Settings {
  std::vector<std::string> scans;
  std::string shards;
  std::string extend;
  std::string output = run::standard_output;
  bool no_sandbox = false;
};

std::string no_number(const std::string& text) {
  std::uint32_t shards = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, shards);
  const bool number =
      error == std::errc{} && rest == end && shards >= 1 && shards <= shard::most_shards;
  return number ? ""
                : fmt::format("'{}' is no number of shards (1 to {})", text, shard::most_shards);
}

int run_plan(const Settings& settings) {
  confine(settings.no_sandbox,
          {options::all_inputs(settings.scans, {}, {settings.extend}), {settings.output}});
  shard::Scan scan;
  for (const auto& path : settings.scans)
    if (const auto read = shard::read_scan(path, scan); !read) {
      run::tell(read.error());
      return run::exit_input;
    }
  if (scan.files.empty()) {
    run::tell("none of the scans is of a capture");
    return run::exit_input;
  }
  tl::expected<shard::Plan, std::string> older;
  auto shards = settings.shards.empty() ? 1UL : std::stoul(settings.shards);
  if (!settings.extend.empty()) {
    older = shard::read_plan(settings.extend);
    if (!older) {
      run::tell(older.error());
      return run::exit_input;
    }
    if (settings.shards.empty()) shards = older->shards;
    if (shards != older->shards) {
      run::tell("--extend keeps the number of shards, which is " + std::to_string(older->shards));
      return run::exit_usage;
    }
  }
  std::vector<std::string> news;
  const auto plan = shard::make_plan(scan, static_cast<std::uint32_t>(shards),
                                     settings.extend.empty() ? nullptr : &*older, news);
  if (!plan) {
    run::tell(plan.error());
    return run::exit_input;
  }
  for (const auto& line : news) run::tell(line);
  return run::write_output(settings.output, settings.scans, run::Readers::as_usual,
                           [&](std::ostream& out) { write_plan(*plan, out); });
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  arguments.positionals("SCAN", settings->scans, "What espect shard scan wrote, of all captures");
  arguments.value("--shards,-n", settings->shards, "How many shards to make (default: 1)",
                  {.placeholder = "N", .problem = no_number});
  arguments.value("--extend", settings->extend,
                  "An older plan without the newer captures: its pairs of addresses stay in their "
                  "shards",
                  {.placeholder = "PLAN"});
  options::add_output(arguments, settings->output);
  options::add_no_sandbox(arguments, settings->no_sandbox);
  return [settings] { return run_plan(*settings); };
}

}  // namespace

extern const options::Command command;
const options::Command command{
    "shard plan", "Give what belongs together to one shard, and all shards as much", declare, false,
    "espect shard plan *.scan --shards 16 -o plan\n"
    "espect shard plan *.scan --extend plan -o newer"};

}  // namespace espect::commands::shard_plan
