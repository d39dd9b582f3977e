// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/commands/audit_settings.h"

#include "analyzer/commands/following.h"
#include "analyzer/report/rule_url.h"
#include "analyzer/run/gate_files.h"
#include "analyzer/run/limits.h"
#include "analyzer/run/vpn_names.h"

namespace espect::commands {
namespace {

std::string jobs_problem(const std::string& text) {
  const bool number = !text.empty() && text.size() <= 3 &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  return number ? "" : "'" + text + "' is no number of jobs (0 to 999)";
}

std::string problem(const AuditSettings& settings) {
  if (settings.same_traffic && settings.continued)
    return "--same-traffic and --continue say different things of the same captures";
  if (settings.shard && (settings.same_traffic || settings.continued))
    return "--shard reads the parts of one shard, as its plan says";
  if (settings.shard && settings.captures.paths.size() != 1)
    return "--shard audits one folder DIR/N of espect shard split";
  if (settings.follow && (settings.same_traffic || settings.shard))
    return "--follow tells what comes in one capture, or in those of --continue";
  if (settings.follow && following(settings.outputs).tell == nullptr)
    return "--follow needs text or jsonl on standard output";
  if (settings.same_traffic && settings.captures.paths.size() != 2)
    return "--same-traffic compares two captures: BEFORE and AFTER the hop";
  return outputs_problem(settings.outputs, {settings.write_baseline, settings.metrics});
}

}  // namespace

void add_captures(options::Arguments& arguments, const std::shared_ptr<AuditSettings>& settings) {
  options::add(arguments, settings->captures);
  arguments.value("--write-baseline", settings->write_baseline,
                  "Write all findings that are not waived as the baseline from now on",
                  {.placeholder = "FILE"});
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
  arguments.value("--jobs,-j", settings->jobs,
                  "Threads, 0: one for each processor (default: 1): captures that are audited at a "
                  "time, and of one capture those that open its ESP packets where there are keys; "
                  "the report is the same",
                  {.placeholder = "N", .problem = jobs_problem});
  arguments.flag("--shard", settings->shard,
                 "FILE is one shard, a folder DIR/N of espect shard split; espect merge makes one "
                 "report of those of all shards (docs/cluster)");
}

void add_gate(options::Arguments& arguments, const std::shared_ptr<AuditSettings>& settings) {
  add_outputs(arguments, settings->outputs, settings->fail_on);
  arguments.value("--min-severity", settings->min_severity,
                  "Lowest severity that is reported and counted (default: info)",
                  {.placeholder = "SEVERITY", .choices = {"high", "medium", "low", "info"}});
  arguments.value("--baseline", settings->baseline,
                  "Findings of this file are known: they are marked and do not count",
                  {.placeholder = "FILE"});
  arguments.value("--waivers", settings->waivers,
                  "CSV file rule,peers,fingerprint,reason,owner,expires: findings that somebody "
                  "answers for until a day",
                  {.placeholder = "FILE"});
  arguments.flag("--quiet,-q", settings->quiet,
                 "Text: a line for each finding that counts, and nothing else");
  arguments.flag("--summary", settings->summary,
                 "Text: an overview; of more than five captures it is one without --verbose too");
  arguments.flag("--require-ipsec", settings->require_ipsec,
                 "Exit status 3 when a capture holds no IPsec");
  arguments.flag("--require-opened", settings->require_opened,
                 "Exit status 3 when something encrypted was not opened or authenticated, or a "
                 "capture holds no IPsec");
  arguments.value(
      "--rule-url", settings->rule_url,
      "Where the page of a rule is, with {rule} for its id: helpUri of SARIF, and links "
      "on a terminal (default there: the installed pages)",
      {.placeholder = "URL",
       .problem = [](const std::string& url) { return report::rule_url_problem(url); }});
  options::add_vpn_names(arguments, settings->vpn_names);
  options::add_colour(arguments, settings->colour);
}

void add_judgement(options::Arguments& arguments, const std::shared_ptr<AuditSettings>& settings) {
  add_gate(arguments, settings);
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
  arguments.value("--metrics", settings->metrics,
                  "File with figures for Prometheus (node_exporter's textfile collector)",
                  {.placeholder = "FILE"});
  arguments.values("--limit", settings->limits,
                   "How many of these are remembered, beyond which things are not judged: " +
                       run::limit_names() + " (docs/limits); repeatable",
                   {.placeholder = "NAME=N", .problem = run::limit_problem});
  options::add_keys(arguments, settings->keys);
  options::add_codepoints(arguments, settings->codepoints);
  arguments.together([settings] { return problem(*settings); });
}

bool apply_gate(const AuditSettings& settings, report::AuditReport& report) {
  report.gate = {.min_severity = *rules::severity_from(settings.min_severity)};
  report.threshold = rules::severity_from(settings.fail_on);
  report.require_ipsec = settings.require_ipsec;
  report.require_opened = settings.require_opened;
  report.rule_url = settings.rule_url;
  const auto vpn_names = run::load_vpn_names(settings.vpn_names);
  if (!vpn_names) return false;
  for (auto& capture : report.captures) capture.vpn_names = *vpn_names;
  return run::load_gate(settings.baseline, settings.waivers, report.gate);
}

Looks looks_of(const AuditSettings& settings) {
  Looks looks{settings.colour, settings.quiet, settings.summary, settings.captures.verbose, {}};
  if (options::links_wanted(settings.colour))
    looks.rule_url = settings.rule_url.empty() ? report::installed_rule_url() : settings.rule_url;
  return looks;
}

}  // namespace espect::commands
