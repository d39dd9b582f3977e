// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/commands/inputs.h"
#include "analyzer/options/command.h"
#include "analyzer/options/shared.h"
#include "analyzer/report/formats.h"
#include "analyzer/run/audited_capture.h"
#include "analyzer/run/codepoints.h"
#include "analyzer/run/interruption.h"
#include "analyzer/run/key_loading.h"
#include "analyzer/run/output_file.h"

namespace espect::commands::inventory {
namespace {

struct Settings {
  options::Captures captures;
  std::vector<std::string> keys;
  std::string format = "text";
  std::string output = run::standard_output;
  std::string codepoints;
  std::string colour = "auto";
};

int run_inventory(const Settings& settings) {
  const auto inputs =
      options::all_inputs(settings.captures.paths, settings.keys, {settings.codepoints});
  confine(settings.captures.confinement, {inputs, {settings.output}});
  const auto profile = run::load_codepoints(settings.codepoints);
  if (!profile) return run::exit_usage;
  const auto key_files = run::load_keys(settings.keys, settings.captures.paths);
  if (!key_files) return run::exit_usage;
  run::ask_before_interruption();
  const run::AuditBasis basis{*registry::builtin_policy("default"),
                              run::given(settings.keys, *key_files), &*profile};
  auto audited = run::audit_captures(inputs_of(settings.captures), basis);
  if (audited.report.captures.empty() && !audited.report.interrupted) return run::exit_input;
  audited.report.threshold.reset();  // an inventory judges nothing
  const bool colour =
      settings.output == run::standard_output && options::colour_wanted(settings.colour);
  const report::TextStyle style{.colour = colour, .width = report::terminal_width()};
  const auto* format = report::format_named(report::inventory_formats(), settings.format);
  const int written =
      run::write_output(settings.output, inputs, run::Readers::as_usual,
                        [&](std::ostream& out) { format->write(audited.report, out, style); });
  const int read = audited.inputs.status();
  return read != run::exit_interrupted && written != run::exit_success ? written : read;
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  const auto formats = report::inventory_formats();
  options::add(arguments, settings->captures);
  arguments.value("--format,-f", settings->format, report::help_of(formats),
                  {.placeholder = "FORMAT", .choices = report::names_of(formats)});
  options::add_output(arguments, settings->output);
  options::add_keys(arguments, settings->keys);
  options::add_codepoints(arguments, settings->codepoints);
  options::add_colour(arguments, settings->colour);
  return [settings] { return run_inventory(*settings); };
}

}  // namespace

extern const options::Command command{
    "inventory", "List peers, IKE SAs, Child SAs, algorithms, lifetimes, and who rekeyed what",
    declare, false,
    "espect inventory captures/\n"
    "espect inventory --keys keys/ -f cyclonedx -o cbom.json captures/"};

}  // namespace espect::commands::inventory
