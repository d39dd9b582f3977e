// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/sarif.h"

#include <algorithm>
#include <ostream>
#include <span>

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/json/text.h"
#include "analyzer/report/sarif_rules.h"
#include "analyzer/report/version.h"
#include "analyzer/report/words/listed_finding.h"
#include "analyzer/report/words/names.h"

namespace espect::report {
namespace {

// What espect audits; a page of its own has no fixed address.
constexpr const char* information = "https://www.rfc-editor.org/rfc/rfc4301";
constexpr const char* schema = "https://json.schemastore.org/sarif-2.1.0.json";

Json artifact_location(const CaptureFile& capture, std::size_t index) {
  return {{"uri", uri_path(capture.path)}, {"index", index}};
}

// Section 3.35: whoever wrote the baseline accepted it, or the owner of the waiver.
Json suppressions_array(const Standing& standing) {
  return Json::array({Json::object(
      {{"kind", "external"}, {"status", "accepted"}, {"justification", standing.text()}})});
}

constexpr std::size_t most_locations = 100;  // GitHub takes no more of a result

std::size_t frames_of_sarif(const ListedFinding& listed) {
  return std::min(listed.all_frames.size(), most_locations);
}

// The record of a frame in its file; the file where nobody knows where that is.
Json physical_location(const CaptureFile& file, std::size_t index, std::uint32_t frame) {
  Json object = {{"artifactLocation", artifact_location(file, index)}};
  if (const auto record = file.records.find(frame); record != file.records.end())
    object["region"] = {{"byteOffset", record->second.offset},
                        {"byteLength", record->second.octets}};
  return object;
}

Json frame_location(const ListedFinding& listed, std::uint32_t frame) {
  const auto at = listed.places.of(frame);
  return {{"physicalLocation", physical_location(listed.places.file(frame), at.file, at.frame)},
          {"message", {{"text", fmt::format("frame {}", listed.places.text(frame))}}}};
}

// The frames that show it, but the first, which is the location.
Json related_locations(const ListedFinding& listed) {
  Json array = Json::array();
  for (const auto frame : std::span(listed.all_frames).first(frames_of_sarif(listed)).subspan(1)) {
    Json location = frame_location(listed, frame);
    location["id"] = frame;
    array.push_back(std::move(location));
  }
  return array;
}

// Messages of a negotiation in their order.
Json code_flows(const ListedFinding& listed) {
  Json steps = Json::array();
  for (const auto frame : std::span(listed.all_frames).first(frames_of_sarif(listed)))
    steps.push_back(Json::object({{"location", frame_location(listed, frame)}}));
  Json flow = {{"locations", std::move(steps)}};
  return Json::array({Json::object({{"threadFlows", Json::array({std::move(flow)})}})});
}

Json result_object(const ListedFinding& listed, const SarifRules& rules) {
  const auto& finding = listed.finding;
  const auto subject = stable_subject(finding, *listed.capture.sessions);
  const auto is_sa = finding.subject.ike_sa || finding.subject.protocol;
  Json location = {
      {"physicalLocation",
       physical_location(listed.file, listed.capture_index, listed.first_frame())},
      {"logicalLocations",
       Json::array({Json::object({{"name", subject},
                                  {"fullyQualifiedName", subject},
                                  {"kind", is_sa ? "securityAssociation" : "capture"}})})}};
  Json object = {{"ruleId", finding.rule->id},
                 {"ruleIndex", rules.index_of(*finding.rule)},
                 {"kind", "fail"},
                 {"level", sarif_level(finding.severity)},
                 {"message", {{"text", listed.message()}}},
                 {"locations", Json::array({std::move(location)})},
                 {"partialFingerprints",
                  {{"finding/v1", listed.fingerprint},
                   {"primaryLocationLineHash", listed.fingerprint + ":1"}}},
                 {"properties",
                  {{"severity", to_text(finding.severity)},
                   {"security-severity", security_severity(finding.severity)},
                   {"certainty", to_text(finding.certainty)},
                   {"count", finding.count},
                   {"frames", finding.frames},
                   {"filter", wireshark_filter(finding)},
                   {"evidence", evidence_object(finding.evidence)}}}};
  if (listed.all_frames.size() > 1) {
    object["relatedLocations"] = related_locations(listed);
    if (finding.subject.ike_sa) object["codeFlows"] = code_flows(listed);
  }
  if (!listed.standing.counts()) object["suppressions"] = suppressions_array(listed.standing);
  return object;
}

Json artifact_object(const CaptureFile& file) {
  Json object = {{"location", {{"uri", uri_path(file.path)}}},
                 {"mimeType", "application/vnd.tcpdump.pcap"},
                 {"roles", Json::array({"analysisTarget"})},
                 {"description", {{"text", file.path}}}};
  if (file.sha256.empty()) return object;
  object["length"] = file.stored_octets;
  object["hashes"] = {{"sha-256", file.sha256}};
  return object;
}

Json invocation_object(const AuditReport& report, const SarifRules& rules) {
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
  Json object = {{"executionSuccessful", successful},
                 {"exitCode", summarize(report).exit},
                 {"toolExecutionNotifications", std::move(notifications)}};
  if (auto overrides = rules.overrides(); !overrides.empty())
    object["ruleConfigurationOverrides"] = std::move(overrides);
  return object;
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
  const SarifRules rules(report);
  Json driver = {{"name", "espect"},
                 {"fullName", fmt::format("espect {}", version)},
                 {"version", version},
                 {"semanticVersion", version},
                 {"informationUri", information},
                 {"rules", rules.objects()}};
  Json artifacts = Json::array();
  each_file(report, [&](const CaptureFile& file, const CaptureReport&) {
    artifacts.push_back(artifact_object(file));
  });

  out << "{\n \"$schema\": \"" << schema << "\",\n \"version\": \"2.1.0\",\n \"runs\": [\n  {\n"
      << "   \"tool\": " << indented({{"driver", std::move(driver)}}, 3)
      << ",\n   \"automationDetails\": "
      << indented({{"id", fmt::format("espect/{}/", report.policy)}}, 3)
      << ",\n   \"columnKind\": \"utf16CodeUnits\""
      << ",\n   \"invocations\": " << indented(Json::array({invocation_object(report, rules)}), 3)
      << ",\n   \"artifacts\": " << indented(artifacts, 3) << ",\n   \"results\": ";
  ArrayWriter results(out);
  each_listed(report,
              [&](const ListedFinding& listed) { results.add(result_object(listed, rules)); });
  results.end();
  out << "\n  }\n ]\n}\n";
}

}  // namespace espect::report
