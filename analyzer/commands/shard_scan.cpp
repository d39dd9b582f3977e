// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/commands/inputs.h"
#include "analyzer/options/command.h"
#include "analyzer/options/shared.h"
#include "analyzer/run/interruption.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/output_file.h"
#include "analyzer/run/progress.h"
#include "analyzer/shard/scan.h"

namespace espect::commands::shard_scan {
namespace {

struct Settings {
  options::Captures captures;
  std::string output = run::standard_output;
};

int run_scan(const Settings& settings) {
  confine(settings.captures.confinement, {settings.captures.paths, {settings.output}});
  run::ask_before_interruption();
  const auto inputs = inputs_of(settings.captures);
  shard::Scan scan;
  const auto files = run::expand_inputs(inputs.paths);
  const run::Progress progress(files);
  for (const auto& input : files) {
    shard::scan_file(input, inputs.ports, scan);
    if (run::interrupted()) return run::exit_interrupted;
    const auto& facts = scan.files.back().facts;
    if (!facts.problem.empty()) run::tell(facts.problem);
    if (facts.memory_short) return run::exit_internal;
  }
  // What cannot be read stands in the scan, and in the report.
  return run::write_output(settings.output, settings.captures.paths, run::Readers::as_usual,
                           [&](std::ostream& out) { write_scan(scan, out); });
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  options::add(arguments, settings->captures);
  options::add_output(arguments, settings->output);
  return [settings] { return run_scan(*settings); };
}

}  // namespace

extern const options::Command command;
const options::Command command{"shard scan",
                               "Say who speaks IPsec with whom in captures, for a plan", declare,
                               false, "espect shard scan capture.pcap -o capture.scan"};

}  // namespace espect::commands::shard_scan
