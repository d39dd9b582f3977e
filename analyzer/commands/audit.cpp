// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "analyzer/commands/following.h"
#include "analyzer/commands/inputs.h"
#include "analyzer/commands/outputs.h"
#include "analyzer/options/command.h"
#include "analyzer/options/shared.h"
#include "analyzer/report/formats.h"
#include "analyzer/report/metrics.h"
#include "analyzer/report/words/baseline.h"
#include "analyzer/report/words/grounds.h"
#include "analyzer/report/words/hop_names.h"
#include "analyzer/run/audited_capture.h"
#include "analyzer/run/codepoints.h"
#include "analyzer/run/continued.h"
#include "analyzer/run/gate_files.h"
#include "analyzer/run/interruption.h"
#include "analyzer/run/key_loading.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/output_file.h"
#include "analyzer/run/progress.h"
#include "analyzer/run/record_places.h"
#include "analyzer/run/rotation.h"
#include "analyzer/run/same_traffic.h"
#include "analyzer/run/side_by_side.h"
#include "analyzer/shard/merge.h"
#include "analyzer/shard/shard_audit.h"
#include "ipsec/registry/policy_file.h"

namespace espect::commands {
namespace {

struct Settings {
  options::Captures captures;
  std::vector<std::string> keys;
  std::vector<std::string> outputs;  // "json" for standard output, "json=report.json"
  std::string fail_on = "high";
  std::string min_severity = "info";
  std::string baseline;
  std::string write_baseline;
  std::string waivers;
  bool quiet = false;
  bool summary = false;
  std::string policy = "default";  // name or file
  std::string codepoints;
  std::string colour = "auto";
  bool same_traffic = false;
  bool continued = false;
  bool shard = false;
  bool follow = false;
  std::string metrics;
  std::string jobs = "1";
  rules::Selection::Words rules;
  bool require_ipsec = false;
  bool require_opened = false;
};

std::string jobs_problem(const std::string& text) {
  const bool number = !text.empty() && text.size() <= 3 &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  return number ? "" : "'" + text + "' is no number of jobs (0 to 999)";
}

std::string problem(const Settings& settings) {
  if (settings.same_traffic && settings.continued)
    return "--same-traffic and --continue say different things of the same captures";
  if (settings.shard && (settings.same_traffic || settings.continued))
    return "--shard reads the parts of one shard, as its plan says";
  if (settings.shard && settings.captures.paths.size() != 1)
    return "--shard audits one folder DIR/N of espect shard split";
  if (settings.follow && (settings.same_traffic || settings.shard))
    return "--follow tells what comes in one capture, or in those of --continue";
  if (settings.follow && following(settings.outputs) == nullptr)
    return "--follow needs text or jsonl on standard output";
  if (settings.same_traffic && settings.captures.paths.size() != 2)
    return "--same-traffic compares two captures: BEFORE and AFTER the hop";
  return outputs_problem(settings.outputs, {settings.write_baseline, settings.metrics});
}

// Every file that an option names: the sandbox closes all others.
std::vector<std::string> named_inputs(const Settings& settings) {
  return options::all_inputs(
      settings.captures.paths, settings.keys,
      {settings.policy, settings.codepoints, settings.baseline, settings.waivers});
}

// With what stands beside a shard, what a rotation put beside a capture, and what it will put in
// the place of one that is followed.
run::Needs needs_of(const Settings& settings) {
  run::Needs needs{named_inputs(settings),
                   output_paths(settings.outputs, {settings.write_baseline, settings.metrics})};
  for (const auto& path : settings.captures.paths) {
    if (path == "-" || !(settings.shard || settings.follow || settings.continued)) continue;
    needs.folders.push_back(
        std::filesystem::absolute(path).lexically_normal().parent_path().string());
    if (settings.continued)
      for (auto& file : run::rotated_with(path)) needs.reads.push_back(std::move(file));
  }
  return needs;
}

// From now on it is the baseline: what was found is known.
int write_baseline(const Settings& settings, report::AuditReport& report) {
  if (settings.write_baseline.empty() || report.interrupted) return run::exit_success;
  auto baseline = report::baseline_of(report);
  const auto inputs = options::all_inputs(settings.captures.paths, settings.keys,
                                          {settings.policy, settings.codepoints, settings.waivers});
  const int status = run::write_output(settings.write_baseline, inputs, run::Readers::as_usual,
                                       [&](std::ostream& out) { out << report::to_csv(baseline); });
  report.gate.baseline = std::move(baseline);
  return status;
}

// As a report of its own, with what merge needs besides.
run::Audited audit_of_shard(const run::Inputs& inputs, const run::AuditBasis& basis) {
  run::Audited audited;
  auto records = shard::audit_shard(inputs.paths.front(), inputs.ports, basis);
  if (!records) {
    run::tell(records.error());
    audited.inputs.memory_short = run::MemoryLimit::exceeded();
    return audited;
  }
  auto text = shard::to_text(*records);
  std::vector<shard::ShardRecords> alone;
  alone.push_back(std::move(*records));
  audited.report = shard::merge(std::move(alone));
  audited.report.shard_records = std::move(text);
  return audited;
}

run::Audited audit_inputs(const Settings& settings, const run::AuditBasis& basis) {
  const auto inputs = inputs_of(settings.captures);
  const run::Progress progress(run::expand_inputs(inputs.paths));
  if (settings.continued) return run::audit_continued(inputs, basis);
  if (settings.shard) return audit_of_shard(inputs, basis);
  if (!settings.same_traffic) {
    const auto jobs = run::jobs_of(static_cast<unsigned>(std::stoul(settings.jobs)));
    return jobs == 1 || settings.follow ? run::audit_captures(inputs, basis)
                                        : run::audit_side_by_side(inputs, basis, jobs);
  }
  auto audited = run::audit_same_traffic(inputs, basis);
  if (const auto nothing = report::nothing_shared(audited.report); !nothing.empty())
    run::tell(nothing);
  return audited;
}

int run_audit(const Settings& settings) {
  confine(settings.captures.confinement, needs_of(settings));
  const auto profile = run::load_codepoints(settings.codepoints);
  if (!profile) return run::exit_usage;
  const auto selection = rules::Selection::of(settings.rules);
  if (!selection) {
    run::tell(selection.error());
    return run::exit_usage;
  }
  const auto policy = registry::load_policy(settings.policy);
  if (!policy) {
    run::tell_lines(policy.error());
    return run::exit_usage;
  }
  report::Gate gate{.min_severity = *rules::severity_from(settings.min_severity)};
  if (!run::load_gate(settings.baseline, settings.waivers, gate)) return run::exit_usage;
  const auto key_files = run::load_keys(settings.keys, settings.captures.paths);
  if (!key_files) return run::exit_usage;
  run::ask_before_interruption();
  const run::AuditBasis basis{*policy,
                              run::given(settings.keys, *key_files),
                              &*profile,
                              *selection,
                              gate.waivers,
                              wants(settings.outputs, &report::Format::pictures),
                              settings.follow ? following(settings.outputs) : nullptr};
  auto audited = audit_inputs(settings, basis);
  if (audited.report.captures.empty() && !audited.report.interrupted)
    return audited.inputs.memory_short ? run::exit_internal : run::exit_input;
  audited.report.policy = settings.policy;
  audited.report.threshold = rules::severity_from(settings.fail_on);
  audited.report.gate = std::move(gate);
  audited.report.require_ipsec = settings.require_ipsec;
  audited.report.require_opened = settings.require_opened;
  if (wants(settings.outputs, &report::Format::records)) run::find_records(audited.report);
  for (const auto& unmet : report::unmet_requirements(audited.report)) run::tell(unmet);
  if (const int kept = write_baseline(settings, audited.report); kept != run::exit_success)
    return kept;
  const auto read = named_inputs(settings);
  const Looks looks{settings.colour, settings.quiet, settings.summary, settings.captures.verbose};
  int written = write_outputs(settings.outputs, looks, read, audited.report);
  if (!settings.metrics.empty())
    written = std::max(written, run::write_output(settings.metrics, read, run::Readers::as_usual,
                                                  [&](std::ostream& out) {
                                                    report::write_metrics(audited.report, out);
                                                  }));
  if (audited.report.interrupted) return run::exit_interrupted;
  return written != run::exit_success ? written : report::summarize(audited.report).exit;
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  options::add(arguments, settings->captures);
  add_outputs(arguments, settings->outputs, settings->fail_on);
  arguments.value("--min-severity", settings->min_severity,
                  "Lowest severity that is reported and counted (default: info)",
                  {.placeholder = "SEVERITY", .choices = {"high", "medium", "low", "info"}});
  arguments.value("--baseline", settings->baseline,
                  "Findings of this file are known: they are marked and do not count",
                  {.placeholder = "FILE"});
  arguments.value("--write-baseline", settings->write_baseline,
                  "Write all findings that are not waived as the baseline from now on",
                  {.placeholder = "FILE"});
  arguments.value("--waivers", settings->waivers,
                  "CSV file rule,peers,fingerprint,reason,owner,expires: findings that somebody "
                  "answers for until a day",
                  {.placeholder = "FILE"});
  arguments.flag("--quiet,-q", settings->quiet,
                 "Text: a line for each finding that counts, and nothing else");
  arguments.flag("--summary", settings->summary,
                 "Text: an overview; of more than five captures it is one without --verbose too");
  arguments.value("--policy", settings->policy,
                  "default, rfc8247-rfc8221, cnsa2, bsi-tr02102-3, nist-sp800-77r1, or a CSV file",
                  {.placeholder = "NAME|FILE"});
  arguments.values("--select", settings->rules.select,
                   "Only this rule, family of rules, or rules that begin so (esp-*); repeatable",
                   {.placeholder = "RULE"});
  arguments.values("--ignore", settings->rules.ignore, "Not this rule; as --select, and above it",
                   {.placeholder = "RULE"});
  arguments.values("--severity", settings->rules.severity,
                   "Severity of every finding of a rule; of several that name it the last counts",
                   {.placeholder = "RULE=SEVERITY"});
  arguments.flag("--same-traffic", settings->same_traffic,
                 "The two FILEs show the same traffic before and after a hop: say what the hop did "
                 "to it");
  arguments.flag("--continue", settings->continued,
                 "The captures continue one another: one audit through all of them, in the order "
                 "of their first packets; one FILE brings those that tcpdump -C, -G or dumpcap "
                 "rotated with it");
  arguments.flag(
      "--follow", settings->follow,
      "Tell each finding as soon as it is there, and the whole report at the end: lines, "
      "or with -f jsonl one event a line (docs/siem.md)");
  arguments.value("--metrics", settings->metrics,
                  "File with figures for Prometheus (node_exporter's textfile collector)",
                  {.placeholder = "FILE"});
  arguments.value("--jobs,-j", settings->jobs,
                  "Captures that are audited at a time, 0: one for each processor (default: 1); "
                  "the report is the same",
                  {.placeholder = "N", .problem = jobs_problem});
  arguments.flag("--shard", settings->shard,
                 "FILE is one shard, a folder DIR/N of espect shard split; espect merge makes one "
                 "report of those of all shards (docs/cluster)");
  arguments.flag("--require-ipsec", settings->require_ipsec,
                 "Exit status 3 when a capture holds no IPsec");
  arguments.flag("--require-opened", settings->require_opened,
                 "Exit status 3 when something encrypted was not opened or authenticated");
  options::add_keys(arguments, settings->keys);
  options::add_codepoints(arguments, settings->codepoints);
  options::add_colour(arguments, settings->colour);
  arguments.together([settings] { return problem(*settings); });
  return [settings] { return run_audit(*settings); };
}

}  // namespace

extern const options::Command audit{"audit", "Audit captures and report findings", declare, true};

}  // namespace espect::commands
