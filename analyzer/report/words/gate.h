// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ipsec/rules/finding.h"
#include "ipsec/rules/waiver.h"

namespace espect::report {

// A finding that was there when the baseline was written.
struct BaselineEntry {
  rules::Severity severity = rules::Severity::info;  // a graver one is new
  std::string rule;
  std::string subject;  // for people
};

// What decides which findings a report shows, and which make it fail.
struct Gate {
  rules::Severity min_severity = rules::Severity::info;  // --min-severity
  // --baseline, by fingerprint; nothing = none was given.
  std::optional<std::map<std::string, BaselineEntry>> baseline;
  std::vector<rules::Waiver> waivers;  // --waivers
};

}  // namespace espect::report
