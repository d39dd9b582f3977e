// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "analyzer/report/words/audit_report.h"

// A baseline: the findings of a report, by fingerprint, so that later ones tell what is new.
namespace espect::report {

using Baseline = std::map<std::string, BaselineEntry>;

// CSV: fingerprint,severity,rule,subject. One error for each line that is wrong.
tl::expected<Baseline, std::vector<std::string>> parse_baseline(std::string_view text,
                                                                std::string_view name);
// Of what the report lists and nobody waived, also what an older baseline has.
Baseline baseline_of(const AuditReport& report);
std::string to_csv(const Baseline& baseline);

// What of the report's baseline it no longer shows; nothing without a baseline.
std::vector<std::string> baseline_notes(const AuditReport& report);

}  // namespace espect::report
