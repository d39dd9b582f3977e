// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/sarif.h"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/unit/report/sample.h"

using namespace espect::report;
using nlohmann::json;

namespace {

json parsed(const AuditReport& report) {
  return json::parse(sample::written(report, write_sarif));
}

bool is_message(const json& message) {
  return message.is_object() && message.contains("text") && message["text"].is_string();
}

// The required properties of the SARIF 2.1.0 schema and the value sets that we use.
void check_structure(const json& log) {
  CHECK(log["version"] == "2.1.0");
  CHECK(log["$schema"].get<std::string>().find("sarif-2.1.0") != std::string::npos);
  REQUIRE(log["runs"].size() == 1);
  const auto& run = log["runs"][0];
  const auto& driver = run["tool"]["driver"];
  CHECK(driver["name"] == "espect");
  CHECK(driver["version"] == ESPECT_VERSION);
  const std::set<std::string> levels = {"none", "note", "warning", "error"};
  std::set<std::string> ids;
  for (const auto& rule : driver["rules"]) {
    CHECK(ids.insert(rule["id"].get<std::string>()).second);
    CHECK(rule["name"].is_string());
    for (const auto* name : {"shortDescription", "fullDescription", "help"})
      CHECK(is_message(rule[name]));
    CHECK(rule["help"]["markdown"].is_string());
    CHECK(levels.count(rule["defaultConfiguration"]["level"].get<std::string>()) == 1);
    CHECK(rule["properties"]["family"].is_string());
  }
  REQUIRE(run["invocations"].size() == 1);
  CHECK(run["invocations"][0]["executionSuccessful"].is_boolean());
  std::set<std::string> with_results;
  for (const auto& result : run["results"]) {
    with_results.insert(result["ruleId"].get<std::string>());
    CHECK(is_message(result["message"]));
    const auto index = result["ruleIndex"].get<std::size_t>();
    REQUIRE(index < driver["rules"].size());
    CHECK(driver["rules"][index]["id"] == result["ruleId"]);
    CHECK(levels.count(result["level"].get<std::string>()) == 1);
    REQUIRE(result["locations"].is_array());
    for (const auto& location : result["locations"]) {
      const auto& artifact = location["physicalLocation"]["artifactLocation"];
      REQUIRE(artifact["index"].get<std::size_t>() < run["artifacts"].size());
      CHECK(run["artifacts"][artifact["index"].get<std::size_t>()]["location"]["uri"] ==
            artifact["uri"]);
      CHECK(location["logicalLocations"][0]["fullyQualifiedName"].is_string());
    }
    for (const auto& [name, value] : result["partialFingerprints"].items())
      CHECK(value.is_string());
  }
  CHECK(std::includes(ids.begin(), ids.end(), with_results.begin(), with_results.end()));
}

std::set<std::string> described(const json& log) {
  std::set<std::string> ids;
  for (const auto& rule : log["runs"][0]["tool"]["driver"]["rules"])
    ids.insert(rule["id"].get<std::string>());
  return ids;
}

json result_of(const json& log, const char* rule) {
  for (const auto& result : log["runs"][0]["results"])
    if (result["ruleId"] == rule) return result;
  FAIL("no result of " << rule);
  return {};
}

}  // namespace

TEST_CASE("a log has what the schema requires") {
  const auto log =
      parsed(sample::report_of(sample::healthy("a b.pcap"), sample::troubled("b.pcap")));
  check_structure(log);
  CHECK(log["runs"][0]["artifacts"][0]["location"]["uri"] == "a%20b.pcap");
  const auto repeat = result_of(log, "esp-sequence-reused");
  CHECK(repeat["level"] == "error");
  CHECK(repeat["properties"]["count"] == 1);
  CHECK(repeat["properties"]["frames"] == json::array({7}));
  CHECK(repeat["properties"]["filter"] == "frame.number in {7}");
  CHECK(repeat["properties"]["certainty"] == "observed");
  CHECK(repeat["properties"]["evidence"]["first_repeated_sequence"] == 2);
  CHECK(result_of(log, "esp-left-of-window")["level"] == "warning");
  CHECK(log["runs"][0]["invocations"][0]["executionSuccessful"] == true);
}

TEST_CASE("fingerprints do not depend on what else was audited") {
  const auto alone = parsed(sample::report_of(sample::troubled("a.pcap")));
  const auto second =
      parsed(sample::report_of(sample::healthy("x.pcap"), sample::troubled("a.pcap")));
  const auto weak = result_of(alone, "weak-algorithm");
  CHECK(weak["partialFingerprints"] == result_of(second, "weak-algorithm")["partialFingerprints"]);
  const auto fingerprint = weak["partialFingerprints"]["finding/v1"].get<std::string>();
  CHECK(fingerprint.size() == 32);
  CHECK(weak["partialFingerprints"]["primaryLocationLineHash"] == fingerprint + ":1");
  CHECK(result_of(alone, "esp-sequence-reused")["partialFingerprints"]["finding/v1"] !=
        fingerprint);
}

TEST_CASE("a capture with a problem makes the run unsuccessful") {
  const auto log = parsed(sample::report_of(sample::troubled("a.pcap"),
                                            sample::unreadable("b.pcap", "bad \xff magic")));
  check_structure(log);
  const auto& invocation = log["runs"][0]["invocations"][0];
  CHECK(invocation["executionSuccessful"] == false);
  CHECK(invocation["exitCode"] == 3);
  REQUIRE(invocation["toolExecutionNotifications"].size() == 1);
  const auto& notification = invocation["toolExecutionNotifications"][0];
  CHECK(notification["level"] == "error");
  CHECK(notification["message"]["text"] == "bad \xef\xbf\xbd magic");
}

TEST_CASE("nothing found is an empty array of results") {
  const auto log = parsed(sample::report_of(sample::CaptureMaker().finish("a.pcap")));
  check_structure(log);
  CHECK(log["runs"][0]["results"] == json::array());
  CHECK(log["runs"][0]["tool"]["driver"]["rules"] == json::array());
}

TEST_CASE("rules are described that have results, or whose severity the user changed") {
  auto report = sample::report_of(sample::troubled("a.pcap"));
  const auto before = parsed(report);
  check_structure(before);
  std::set<std::string> found;
  for (const auto& result : before["runs"][0]["results"])
    found.insert(result["ruleId"].get<std::string>());
  CHECK(described(before) == found);
  CHECK_FALSE(before["runs"][0]["invocations"][0].contains("ruleConfigurationOverrides"));

  CHECK_FALSE(found.contains("ike-cookie-loop"));
  report.selection = *espect::rules::Selection::of({{}, {}, {"ike-cookie-loop=high"}});
  const auto after = parsed(report);
  check_structure(after);
  found.insert("ike-cookie-loop");
  CHECK(described(after) == found);
  const auto& overrides = after["runs"][0]["invocations"][0]["ruleConfigurationOverrides"];
  REQUIRE(overrides.size() == 1);
  CHECK(overrides[0]["descriptor"]["id"] == "ike-cookie-loop");
  const auto index = overrides[0]["descriptor"]["index"].get<std::size_t>();
  CHECK(after["runs"][0]["tool"]["driver"]["rules"][index]["id"] == "ike-cookie-loop");
  CHECK(overrides[0]["configuration"]["level"] == "error");
}

TEST_CASE("a rule's page is the user's, else its RFC") {
  auto report = sample::report_of(sample::troubled("a.pcap"));
  const auto uris = [&] {
    const auto log = parsed(report);
    std::set<std::string> found;
    for (const auto& rule : log["runs"][0]["tool"]["driver"]["rules"])
      if (rule.contains("helpUri")) found.insert(rule["helpUri"].get<std::string>());
    return found;
  };
  for (const auto& uri : uris()) CHECK(uri.find("https://www.rfc-editor.org/rfc/rfc") == 0);
  report.rule_url = "https://vpn.example/rules/{rule}.html#top";
  CHECK(uris().contains("https://vpn.example/rules/esp-sequence-reused.html#top"));
  for (const auto& uri : uris()) CHECK(uri.find("https://vpn.example/rules/") == 0);
}
