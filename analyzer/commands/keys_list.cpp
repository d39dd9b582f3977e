// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/commands/inputs.h"
#include "analyzer/options/command.h"
#include "analyzer/options/shared.h"
#include "analyzer/report/escape.h"
#include "analyzer/report/words/key_list.h"
#include "analyzer/run/capture_run.h"
#include "analyzer/run/codepoints.h"
#include "analyzer/run/interruption.h"
#include "analyzer/run/key_loading.h"
#include "analyzer/run/output_file.h"

namespace espect::commands::keys_list {
namespace {

struct Settings {
  std::vector<std::string> inputs;  // key files and folders
  std::vector<std::string> match;   // captures
  std::string output = run::standard_output;
  std::string codepoints;
  options::Confinement confinement;
};

void write_contents(std::ostream& out, const keys::KeyFiles& files) {
  for (const auto& contents : report::contents_of(files)) {
    out << report::terminal_text(contents.file) << ": " << contents.source << '\n';
    for (const auto& count : contents.counts) out << "  " << count << '\n';
    if (contents.counts.empty()) out << "  nothing that another file has not said\n";
  }
}

void write_match(std::ostream& out, const std::string& path, const report::KeyMatch& match) {
  out << '\n' << report::terminal_text(path) << '\n';
  for (const auto& sa : match.sas) {
    out << "  " << sa.name << ": " << sa.state << '\n';
    for (const auto& key : sa.keys) out << "    " << report::terminal_text(key) << '\n';
  }
  if (match.sas.empty()) out << "  no SA with anything to open\n";
  for (const auto& unused : match.unused)
    out << "  not used: " << report::terminal_text(unused) << '\n';
}

int run_keys_list(const Settings& settings) {
  const auto inputs = options::all_inputs(settings.match, settings.inputs, {settings.codepoints});
  confine(settings.confinement, {inputs, {settings.output}});
  const auto profile = run::load_codepoints(settings.codepoints);
  if (!profile) return run::exit_usage;
  const auto files = run::load_keys(settings.inputs, settings.match);
  if (!files) return run::exit_usage;
  run::ask_before_interruption();
  std::vector<std::pair<std::string, report::KeyMatch>> matches;
  run::InputsRead read;
  if (!settings.match.empty())
    read = run::each_capture({settings.match, false}, [&](run::CaptureRun& capture) {
      if (!capture.opened()) return;
      const sessions::Subscriptions nobody;
      sessions::Sessions sessions(nobody, &files->ring, &*profile);
      capture.into(sessions);
      sessions.finish(capture.file().last_time);
      matches.emplace_back(capture.file().path, report::match_keys(files->ring, sessions));
    });
  const int written =
      run::write_output(settings.output, inputs, run::Readers::as_usual, [&](std::ostream& out) {
        write_contents(out, *files);
        for (const auto& [path, match] : matches) write_match(out, path, match);
      });
  const int status = settings.match.empty() ? run::exit_success : read.status();
  return status != run::exit_success ? status : written;
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  arguments.positionals("PATH", settings->inputs, "Key files and folders of them");
  arguments.values("--match", settings->match,
                   "Capture: which SA the keys name and open, which they do not, and why",
                   {.placeholder = "CAPTURE"});
  options::add_output(arguments, settings->output);
  options::add_codepoints(arguments, settings->codepoints);
  options::add(arguments, settings->confinement);
  return [settings] { return run_keys_list(*settings); };
}

}  // namespace

extern const options::Command command{
    "keys list", "Say what key sources hold, and what of a capture they open", declare, false,
    "espect keys list keys/\n"
    "espect keys list keys/ --match capture.pcap"};

}  // namespace espect::commands::keys_list
