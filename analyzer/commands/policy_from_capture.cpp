// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "analyzer/commands/inputs.h"
#include "analyzer/options/command.h"
#include "analyzer/options/shared.h"
#include "analyzer/report/escape.h"
#include "analyzer/report/policy_baseline.h"
#include "analyzer/report/words/capture_names.h"
#include "analyzer/run/capture_run.h"
#include "analyzer/run/codepoints.h"
#include "analyzer/run/interruption.h"
#include "analyzer/run/key_loading.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/output_file.h"
#include "ipsec/sessions/sessions.h"

namespace espect::commands::policy_from_capture {
namespace {

struct Settings {
  options::Captures captures;  // known to be right
  std::vector<std::string> keys;
  std::string codepoints;
  std::string output = run::standard_output;
};

int run_policy_from_capture(const Settings& settings) {
  const auto inputs =
      options::all_inputs(settings.captures.paths, settings.keys, {settings.codepoints});
  confine(settings.captures.confinement, {inputs, {settings.output}});
  const auto profile = run::load_codepoints(settings.codepoints);
  if (!profile) return run::exit_usage;
  const auto keys = run::load_keys(settings.keys, settings.captures.paths);
  if (!keys) return run::exit_usage;
  run::ask_before_interruption();
  report::PolicyBaseline baseline;
  std::vector<std::string> paths;
  const auto hear = [&](run::CaptureRun& capture) {
    sessions::Subscriptions events;
    baseline.listen(events);
    sessions::Sessions sessions(events, run::given(settings.keys, *keys), &*profile);
    capture.into(sessions);
    sessions.finish(capture.file().last_time);
    baseline.note_closed(sessions);
    paths.push_back(report::terminal_text(capture.file().path));
  };
  const auto read = run::each_capture(inputs_of(settings.captures), hear);
  // What was not read may hold what the policy would forbid.
  if (read.status() != run::exit_success) return read.status();
  const auto names = report::told_apart(paths);
  const auto rows = baseline.rows(names);
  for (const auto& note : baseline.not_read(names)) run::tell(note);
  if (rows.empty()) {
    run::tell(
        "no negotiation of IKEv2 that could be read, and no ESP or AH packet that a key verifies");
    return run::exit_findings;
  }
  if (!baseline.saw_esp())
    run::tell(
        "no Child SA was opened and no packet verified, so the policy says nothing about ESP and "
        "AH; --keys");
  return run::write_output(settings.output, inputs, run::Readers::as_usual,
                           [&](std::ostream& out) { out << registry::to_csv(rows); });
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  options::add(arguments, settings->captures);
  options::add_output(arguments, settings->output);
  options::add_keys(arguments, settings->keys);
  options::add_codepoints(arguments, settings->codepoints);
  return [settings] { return run_policy_from_capture(*settings); };
}

}  // namespace

extern const options::Command command{
    "policy from-capture", "Write a policy that allows what captures known to be right hold",
    declare, false, "espect policy from-capture good.pcap -o own.csv"};

}  // namespace espect::commands::policy_from_capture
