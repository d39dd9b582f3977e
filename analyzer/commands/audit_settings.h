// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "analyzer/commands/outputs.h"
#include "analyzer/options/arguments.h"
#include "analyzer/options/shared.h"
#include "ipsec/rules/selection.h"

namespace espect::commands {

// What an audit is told, by espect audit and espect watch.
struct AuditSettings {
  options::Captures captures;
  std::vector<std::string> keys;
  std::vector<std::string> outputs;  // "json" for standard output, "json=report.json"
  std::string fail_on = "high";
  std::string min_severity = "info";
  std::string baseline;
  std::string write_baseline;
  std::string waivers;
  std::string vpn_names;
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
  std::string rule_url;
  std::string jobs = "1";
  std::vector<std::string> limits;
  rules::Selection::Words rules;
  bool require_ipsec = false;
  bool require_opened = false;
};

// Which captures, and what of them together.
void add_captures(options::Arguments& arguments, const std::shared_ptr<AuditSettings>& settings);
// Which findings count, and where the report goes.
void add_gate(options::Arguments& arguments, const std::shared_ptr<AuditSettings>& settings);
// How they are judged, and all of the gate.
void add_judgement(options::Arguments& arguments, const std::shared_ptr<AuditSettings>& settings);

// What of the gate stands in files and options; false, with a message, when one cannot be used.
bool apply_gate(const AuditSettings& settings, report::AuditReport& report);
// Before the sandbox: looks where the pages of rules are.
Looks looks_of(const AuditSettings& settings);
// The exit status.
int run_audit(const AuditSettings& settings);

}  // namespace espect::commands
