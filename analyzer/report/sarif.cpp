// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/sarif.h"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/json/text.h"
#include "analyzer/report/text/catalogue.h"
#include "analyzer/report/version.h"
#include "analyzer/report/words/listed_finding.h"
#include "analyzer/report/words/names.h"

namespace espect::report {
namespace {

constexpr const char* schema = "https://json.schemastore.org/sarif-2.1.0.json";

const char* level(rules::Severity severity) {
  switch (severity) {
    case rules::Severity::high:
      return "error";
    case rules::Severity::medium:
      return "warning";
    case rules::Severity::low:
    case rules::Severity::info:
      return "note";
  }
  return "note";
}

// "EspSequenceReused": section 3.49.7 wants a name that people can read, without blanks.
std::string pascal_case(std::string_view id) {
  std::string name;
  bool starts_word = true;
  for (const char c : id) {
    if (c == '-') {
      starts_word = true;
      continue;
    }
    name += starts_word && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    starts_word = false;
  }
  return name;
}

Json rule_object(const rules::RuleInfo& rule) {
  return {{"id", rule.id},
          {"name", pascal_case(rule.id)},
          {"shortDescription", {{"text", rule.title}}},
          {"fullDescription", {{"text", rule.why}}},
          {"help", {{"text", explain_text(rule)}, {"markdown", explain_markdown(rule)}}},
          {"defaultConfiguration", {{"level", level(rule.severity)}}},
          {"properties", {{"family", to_text(rule.family)}, {"needs", to_text(rule.needs)}}}};
}

std::size_t index_of(const rules::RuleInfo& rule) {
  const auto all = rules::catalogue();
  return static_cast<std::size_t>(std::ranges::find(all, &rule) - all.begin());
}

Json artifact_location(const CaptureFile& capture, std::size_t index) {
  return {{"uri", uri_path(capture.path)}, {"index", index}};
}

// Section 3.35: whoever wrote the baseline accepted it, or the owner of the waiver.
Json suppressions_array(const Standing& standing) {
  return Json::array({Json::object(
      {{"kind", "external"}, {"status", "accepted"}, {"justification", standing.text()}})});
}

Json result_object(const ListedFinding& listed) {
  const auto& finding = listed.finding;
  const auto subject = stable_subject(finding, *listed.capture.sessions);
  Json location = {
      {"physicalLocation",
       {{"artifactLocation", artifact_location(listed.file, listed.capture_index)}}},
      {"logicalLocations", Json::array({Json::object({{"fullyQualifiedName", subject},
                                                      {"kind", "securityAssociation"}})})}};
  Json object = {{"ruleId", finding.rule->id},
                 {"ruleIndex", index_of(*finding.rule)},
                 {"level", level(finding.severity)},
                 {"message", {{"text", listed.message()}}},
                 {"locations", Json::array({std::move(location)})},
                 {"partialFingerprints",
                  {{"finding/v1", listed.fingerprint},
                   {"primaryLocationLineHash", listed.fingerprint + ":1"}}},
                 {"properties",
                  {{"severity", to_text(finding.severity)},
                   {"certainty", to_text(finding.certainty)},
                   {"count", finding.count},
                   {"frames", finding.frames},
                   {"filter", wireshark_filter(finding)},
                   {"evidence", evidence_object(finding.evidence)}}}};
  if (!listed.standing.counts()) object["suppressions"] = suppressions_array(listed.standing);
  return object;
}

Json invocation_object(const AuditReport& report) {
  Json notifications = Json::array();
  std::size_t index = 0;
  each_file(report, [&](const CaptureFile& file, const CaptureReport&) {
    const auto at = index++;
    if (file.problem.empty()) return;
    Json location = {{"physicalLocation", {{"artifactLocation", artifact_location(file, at)}}}};
    notifications.push_back(Json::object({{"level", "error"},
                                          {"message", {{"text", file.problem}}},
                                          {"locations", Json::array({std::move(location)})}}));
  });
  const bool successful = notifications.empty();
  return {{"executionSuccessful", successful},
          {"exitCode", summarize(report).exit},
          {"toolExecutionNotifications", std::move(notifications)}};
}

// Streams the elements of an array that stands three levels deep.
class ArrayWriter {
 public:
  explicit ArrayWriter(std::ostream& out) : out_(out) { out_ << '['; }
  void add(const Json& element) {
    out_ << (any_ ? ",\n    " : "\n    ") << indented(element, 4);
    any_ = true;
  }
  void end() { out_ << (any_ ? "\n   ]" : "]"); }

 private:
  std::ostream& out_;
  bool any_ = false;
};

}  // namespace

void write_sarif(const AuditReport& report, std::ostream& out) {
  Json driver = {{"name", "espect"}, {"version", version}, {"rules", Json::array()}};
  for (const auto* rule : rules::catalogue()) driver["rules"].push_back(rule_object(*rule));
  Json artifacts = Json::array();
  each_file(report, [&](const CaptureFile& file, const CaptureReport&) {
    artifacts.push_back(Json::object({{"location", {{"uri", uri_path(file.path)}}},
                                      {"length", file.octets},
                                      {"description", {{"text", file.path}}}}));
  });

  out << "{\n \"$schema\": \"" << schema << "\",\n \"version\": \"2.1.0\",\n \"runs\": [\n  {\n"
      << "   \"tool\": " << indented({{"driver", std::move(driver)}}, 3)
      << ",\n   \"invocations\": " << indented(Json::array({invocation_object(report)}), 3)
      << ",\n   \"artifacts\": " << indented(artifacts, 3) << ",\n   \"results\": ";
  ArrayWriter results(out);
  each_listed(report, [&](const ListedFinding& listed) { results.add(result_object(listed)); });
  results.end();
  out << "\n  }\n ]\n}\n";
}

}  // namespace espect::report
