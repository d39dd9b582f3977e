// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/baseline.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/report/words/fingerprint.h"
#include "analyzer/report/words/reported_finding.h"
#include "ipsec/bytes/counted.h"
#include "ipsec/registry/csv.h"
#include "ipsec/rules/rule.h"

namespace espect::report {
namespace {

constexpr std::array<std::string_view, 4> baseline_columns{"fingerprint", "severity", "rule",
                                                           "subject"};
constexpr std::size_t named_entries = 20;

bool is_fingerprint(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string problem(const registry::CsvRecord& record) {
  const auto& field = record.fields;
  if (field.size() != baseline_columns.size())
    return fmt::format("{} fields, the header has {}", field.size(), baseline_columns.size());
  if (!is_fingerprint(field[0]))
    return fmt::format("fingerprint '{}' is not 32 hexadecimal digits", field[0]);
  if (!rules::severity_from(field[1]))
    return fmt::format("severity '{}' is none of high, medium, low, info", field[1]);
  return {};
}

// Calls use(fingerprint, finding, sessions) for every finding; those of a capture alone, and those
// that the whole report counts, are both what a baseline may hold.
template <class Use>
void each_fingerprint(const AuditReport& report, Use&& use) {
  Fingerprints of_report;
  for (const auto& capture : report.captures) {
    Fingerprints of_capture;
    for (const auto& reported : reported_findings(capture, report.gate)) {
      use(of_report.next(*reported.finding, *capture.sessions), reported, capture);
      use(of_capture.next(*reported.finding, *capture.sessions), reported, capture);
    }
  }
}

}  // namespace

tl::expected<Baseline, std::vector<std::string>> parse_baseline(std::string_view text,
                                                                std::string_view name) {
  const auto records = registry::parse_csv(text);
  if (!records) return tl::unexpected(std::vector{fmt::format("{}: {}", name, records.error())});
  if (records->empty() || !std::ranges::equal(records->front().fields, baseline_columns))
    return tl::unexpected(std::vector{
        fmt::format("{}: line 1: the header must be {}", name, fmt::join(baseline_columns, ","))});
  std::vector<std::string> errors;
  Baseline baseline;
  for (auto record = records->begin() + 1; record != records->end(); ++record) {
    if (const auto wrong = problem(*record); !wrong.empty()) {
      errors.push_back(fmt::format("{}: line {}: {}", name, record->line, wrong));
      continue;
    }
    const auto& field = record->fields;
    baseline[field[0]] = {*rules::severity_from(field[1]), field[2], field[3]};
  }
  if (!errors.empty()) return tl::unexpected(std::move(errors));
  return baseline;
}

Baseline baseline_of(const AuditReport& report) {
  Baseline baseline;
  each_fingerprint(report, [&](const std::string& fingerprint, const ReportedFinding& reported,
                               const CaptureReport& capture) {
    const auto& standing = reported.standing;
    if (!standing.listed() || standing.waiver != nullptr) return;
    const auto& finding = *reported.finding;
    auto subject = identity_of(finding, *capture.sessions);
    subject.erase(0, finding.rule->id.size() + 2);
    const auto at =
        baseline
            .try_emplace(fingerprint, BaselineEntry{finding.severity, std::string(finding.rule->id),
                                                    std::move(subject)})
            .first;
    at->second.severity = std::max(at->second.severity, finding.severity);
  });
  return baseline;
}

std::string to_csv(const Baseline& baseline) {
  std::string text = fmt::format("{}\n", fmt::join(baseline_columns, ","));
  for (const auto& [fingerprint, entry] : baseline)
    text += fmt::format("{},{},{},{}\n", fingerprint, to_text(entry.severity),
                        registry::csv_field(entry.rule), registry::csv_field(entry.subject));
  return text;
}

std::vector<std::string> baseline_notes(const AuditReport& report) {
  if (!report.gate.baseline || report.interrupted) return {};
  auto unseen = *report.gate.baseline;
  each_fingerprint(report, [&](const std::string& fingerprint, const auto&, const auto&) {
    unseen.erase(fingerprint);
  });
  std::vector<std::string> notes;
  for (const auto& [fingerprint, entry] : unseen) {
    if (notes.size() == named_entries) break;
    notes.push_back(
        fmt::format("in the baseline and no longer seen: {}: {}", entry.rule, entry.subject));
  }
  if (unseen.size() > named_entries)
    notes.push_back(counted(unseen.size() - named_entries, "more entry", "more entries") +
                    " of the baseline no longer seen");
  return notes;
}

}  // namespace espect::report
