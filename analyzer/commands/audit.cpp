// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "analyzer/commands/audit_settings.h"
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
#include "analyzer/run/coverage.h"
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
#include "analyzer/run/vpn_names.h"
#include "analyzer/shard/merge.h"
#include "analyzer/shard/shard_audit.h"
#include "ipsec/registry/policy_file.h"

namespace espect::commands {
namespace {

// Every file that an option names: the sandbox closes all others.
std::vector<std::string> named_inputs(const AuditSettings& settings) {
  return options::all_inputs(settings.captures.paths, settings.keys,
                             {settings.policy, settings.codepoints, settings.baseline,
                              settings.waivers, settings.vpn_names});
}

// With what stands beside a shard, what a rotation put beside a capture, and what it will put in
// the place of one that is followed.
run::Needs needs_of(const AuditSettings& settings) {
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

// From now on it is the baseline: what was found is known. What was not read to its end would lose
// what an older one knows.
bool take_as_baseline(const AuditSettings& settings, report::AuditReport& report) {
  if (settings.write_baseline.empty()) return false;
  const auto whole = [](const auto& capture) { return capture.problem.empty(); };
  if (report.interrupted || !std::ranges::all_of(report.captures, whole)) {
    run::tell(settings.write_baseline + " is not written: not all captures were read to their end");
    return false;
  }
  report.gate.baseline = report::baseline_of(report);
  return true;
}

int write_baseline(const AuditSettings& settings, const report::Baseline& baseline) {
  const auto inputs = options::all_inputs(
      settings.captures.paths, settings.keys,
      {settings.policy, settings.codepoints, settings.waivers, settings.vpn_names});
  return run::write_output(settings.write_baseline, inputs, run::Readers::as_usual,
                           [&](std::ostream& out) { out << report::to_csv(baseline); });
}

// As a report of its own, with what merge needs besides.
run::Audited audit_of_shard(const AuditSettings& settings, const run::Inputs& inputs,
                            const run::AuditBasis& basis) {
  run::Audited audited;
  auto records = shard::audit_shard(inputs.paths.front(), inputs.ports, basis);
  if (!records) {
    run::tell(records.error());
    audited.inputs.memory_short = run::MemoryLimit::exceeded();
    return audited;
  }
  records->policy = settings.policy;
  auto text = shard::text_of(shard::octets_of(*records));
  std::vector<shard::ShardRecords> alone;
  alone.push_back(std::move(*records));
  audited.report = shard::merge(std::move(alone));
  audited.report.shard_records = std::move(text);
  return audited;
}

run::Audited audit_inputs(const AuditSettings& settings, const run::AuditBasis& basis) {
  auto inputs = inputs_of(settings.captures);
  inputs.limits = basis.limits.network;
  const run::Progress progress(run::expand_inputs(inputs.paths));
  if (settings.continued) return run::audit_continued(inputs, basis);
  if (settings.shard) return audit_of_shard(settings, inputs, basis);
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

}  // namespace

int run_audit(const AuditSettings& settings) {
  const auto looks = looks_of(settings);
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
  const auto vpn_names = run::load_vpn_names(settings.vpn_names);
  if (!vpn_names) return run::exit_usage;
  report::Gate gate{.min_severity = *rules::severity_from(settings.min_severity)};
  if (!run::load_gate(settings.baseline, settings.waivers, gate)) return run::exit_usage;
  const auto key_files = run::load_keys(settings.keys, settings.captures.paths);
  if (!key_files) return run::exit_usage;
  run::ask_before_interruption();
  const auto followed =
      settings.follow ? following(settings.outputs, looks.rule_url, *vpn_names) : Following{};
  const run::AuditBasis basis{*policy,       run::given(settings.keys, *key_files),
                              &*profile,     *selection,
                              gate.waivers,  wants(settings.outputs, &report::Format::pictures),
                              followed.tell, run::limits_of(settings.limits)};
  auto audited = audit_inputs(settings, basis);
  if (audited.report.captures.empty() && !audited.report.interrupted)
    return audited.inputs.memory_short ? run::exit_internal : run::exit_input;
  audited.report.policy = settings.policy;
  audited.report.selection = *selection;
  audited.report.rule_url = settings.rule_url;
  for (auto& capture : audited.report.captures) capture.vpn_names = *vpn_names;
  run::note_connections(audited.report, *policy, *selection);
  audited.report.threshold = rules::severity_from(settings.fail_on);
  audited.report.gate = std::move(gate);
  audited.report.require_ipsec = settings.require_ipsec;
  audited.report.require_opened = settings.require_opened;
  if (wants(settings.outputs, &report::Format::records)) run::find_records(audited.report);
  for (const auto& unmet : report::unmet_requirements(audited.report)) run::tell(unmet);
  const bool baseline_taken = take_as_baseline(settings, audited.report);
  const auto read = named_inputs(settings);
  int written = write_outputs(settings.outputs, looks, read, audited.report);
  if (!settings.metrics.empty())
    written = std::max(written, run::write_output(settings.metrics, read, run::Readers::as_usual,
                                                  [&](std::ostream& out) {
                                                    report::write_metrics(audited.report, out);
                                                  }));
  if (baseline_taken)
    written = std::max(written, write_baseline(settings, *audited.report.gate.baseline));
  if (*followed.lost != 0) written = run::exit_internal;
  if (audited.report.interrupted && written == run::exit_success) return run::exit_interrupted;
  return written != run::exit_success ? written : report::summarize(audited.report).exit;
}

}  // namespace espect::commands

namespace espect::commands::audit {
namespace {

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<AuditSettings>();
  add_captures(arguments, settings);
  add_judgement(arguments, settings);
  return [settings] { return run_audit(*settings); };
}

}  // namespace

extern const options::Command command{
    "audit", "Audit captures and report findings", declare, true,
    "espect audit capture.pcap\n"
    "espect audit --keys keys/ --jobs 0 captures/\n"
    "espect audit --continue trace.pcap -f html=report.html -f text\n"
    "espect audit --baseline known.csv --fail-on medium -f sarif=espect.sarif captures/\n"
    "tcpdump -w - | espect audit - --follow -f jsonl"};

}  // namespace espect::commands::audit
