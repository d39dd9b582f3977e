// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/junit.h"

#include <map>
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/findings.h"
#include "analyzer/report/words/calendar.h"
#include "analyzer/report/words/grounds.h"
#include "analyzer/report/words/names.h"
#include "analyzer/report/words/places.h"
#include "analyzer/report/words/reported_finding.h"

namespace espect::report {
namespace {

using rules::Finding;

struct TestCase {
  std::string skipped;  // why the rule could not look
  std::vector<ReportedFinding> failures;
  std::vector<ReportedFinding> passed;  // below the threshold, known or waived
};
using TestCases = std::map<const rules::RuleInfo*, TestCase>;

struct Counts {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;

  std::string attributes() const {
    return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\"", tests, failures, errors);
  }
};

TestCases test_cases(const CaptureReport& capture, const AuditReport& report) {
  TestCases cases;
  for (const auto& reported : reported_findings(capture, report.gate)) {
    if (!reported.standing.listed()) continue;
    auto& of = cases[reported.finding->rule];
    (fails(reported, report) ? of.failures : of.passed).push_back(reported);
  }
  for (const auto* rule : rules::catalogue())
    if (!cases.contains(rule)) cases[rule].skipped = why_silent(*rule, capture);
  return cases;
}

Counts counts_of(const CaptureReport& capture, const TestCases& cases) {
  Counts counts{cases.size(), 0, 0, 0};
  for (const auto& [rule, of] : cases) {
    counts.failures += of.failures.empty() ? 0 : 1;
    counts.skipped += of.skipped.empty() ? 0 : 1;
  }
  if (!capture.problem.empty()) ++counts.tests, ++counts.errors;
  return counts;
}

// Line breaks stay: this is the text of an element, for people. Its parts are escaped already.
std::string body_of(const ReportedFinding& reported, const CaptureReport& capture,
                    std::uint32_t offset) {
  const Finding& finding = *reported.finding;
  std::string body = xml_text(fmt::format("{}: {}", to_text(finding.severity),
                                          sentence(finding, offset, capture))) +
                     '\n';
  if (!reported.standing.counts()) body += xml_text(reported.standing.text()) + '\n';
  if (!finding.frames.empty())
    body += xml_text(frames_text(finding.frames, Places(capture, 0))) +
            "\nfilter: " + xml_text(wireshark_filter(placed(finding, Places(capture, 0)))) + '\n';
  return body + "advice: " + xml_text(finding.rule->advice) + '\n';
}

void write_case(std::ostream& out, const rules::RuleInfo& rule, const TestCase& of,
                const CaptureReport& capture, std::uint32_t offset) {
  out << fmt::format("    <testcase classname=\"espect.{}\" name=\"{}\" time=\"0\"",
                     xml_text(to_text(rule.family)), xml_text(rule.id));
  if (of.failures.empty() && of.passed.empty() && of.skipped.empty()) {
    out << "/>\n";
    return;
  }
  out << ">\n";
  if (!of.skipped.empty())
    out << fmt::format("      <skipped message=\"{}\"/>\n", xml_text(of.skipped));
  for (const auto& reported : of.failures)
    out << fmt::format("      <failure type=\"{}\" message=\"{}\">",
                       to_text(reported.finding->severity),
                       xml_text(sentence(*reported.finding, offset, capture)))
        << body_of(reported, capture, offset) << "</failure>\n";
  if (!of.passed.empty()) {
    out << "      <system-out>";
    for (const auto& reported : of.passed) out << body_of(reported, capture, offset);
    out << "</system-out>\n";
  }
  out << "    </testcase>\n";
}

// In the order of Jenkins' schema. The host that sent a capture is not known: "localhost", as Ant
// writes it then.
void write_suite(std::ostream& out, const CaptureReport& capture, const TestCases& cases,
                 std::size_t index, std::uint32_t offset) {
  const auto counts = counts_of(capture, cases);
  out << fmt::format("  <testsuite name=\"{}\" {} skipped=\"{}\" time=\"0\"",
                     xml_text(capture.path), counts.attributes(), counts.skipped);
  if (capture.packets > 0)
    out << fmt::format(" timestamp=\"{}\"", calendar_text(capture.first_time, 'T'));
  out << fmt::format(" hostname=\"localhost\" id=\"{}\" package=\"espect\">\n", index);
  if (!capture.problem.empty())
    out << "    <testcase classname=\"espect.capture\" name=\"capture readable\" time=\"0\">\n"
        << fmt::format("      <error type=\"capture\" message=\"{0}\">{0}</error>\n",
                       xml_text(capture.problem))
        << "    </testcase>\n";
  for (const auto* rule : rules::catalogue())
    write_case(out, *rule, cases.at(rule), capture, offset);
  out << "  </testsuite>\n";
}

}  // namespace

void write_junit(const AuditReport& report, std::ostream& out) {
  std::vector<TestCases> suites;
  Counts all;
  for (const auto& capture : report.captures) {
    suites.push_back(test_cases(capture, report));
    const auto counts = counts_of(capture, suites.back());
    all.tests += counts.tests;
    all.failures += counts.failures;
    all.errors += counts.errors;
  }
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      << fmt::format("<testsuites name=\"espect\" {} time=\"0\">\n", all.attributes());
  const auto offsets = ike_sa_offsets(report);
  for (std::size_t i = 0; i < report.captures.size(); ++i)
    write_suite(out, report.captures[i], suites[i], i, offsets[i]);
  out << "</testsuites>\n";
}

}  // namespace espect::report
