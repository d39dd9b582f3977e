// SPDX-License-Identifier: GPL-2.0-or-later
#include <nlohmann/json.hpp>

#include "analyzer/report/json/audit.h"
#include "analyzer/report/text/audit.h"
#include "analyzer/report/words/hop_names.h"
#include "tests/support/catch.h"
#include "tests/unit/report/sample.h"

using namespace espect::report;
namespace sessions = espect::sessions;

namespace {

// ESP 0xa from 10.1.0.10 to 10.2.0.10: of four packets one is lost, and one comes late.
AuditReport compared() {
  AuditReport report;
  for (const auto* name : {"before.pcap", "after.pcap"}) {
    sample::CaptureMaker maker;
    maker.esp(0xa, 1);
    maker.esp(0xa, 4);
    report.captures.push_back(maker.finish(name));
  }
  sessions::HopSa sa;
  sa.spi = 0xa;
  sa.direction_by = sessions::DirectionBy::ttl;
  sa.entry = sa.exit = report.captures[0].sessions->flows()[0].path;
  sa.entered = 4;
  sa.left = sa.matched = 3;
  sa.lost = 2;
  sa.reordered = 1;
  sa.max_late = 7;
  sa.fragmented = 3;
  sa.delay = sessions::HopDelay{1'000'000, 2'500'000, 30'000'000};
  report.hop.emplace();
  report.hop->matched = 3;
  report.hop->packets = {4, 3};
  report.hop->clocks = sessions::HopClocks::agree;
  report.hop->sas.push_back(sa);
  return report;
}

nlohmann::json json_of(const AuditReport& report) {
  return nlohmann::json::parse(sample::written(
      report, [](const AuditReport& what, std::ostream& out) { write_json(what, out); }));
}

std::string text_of(const AuditReport& report) {
  return sample::written(report, [](const AuditReport& what, std::ostream& out) {
    write_text(what, out, TextStyle{.width = 200});
  });
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("JSON says what the hop did to each SA") {
  const auto report = json_of(compared());
  CHECK(report["hop"]["matched"] == 3);
  CHECK(report["hop"]["packets_before"] == 4);
  CHECK(report["hop"]["clocks"] == "agree");
  REQUIRE(report["hop_sas"].size() == 1);
  const auto& sa = report["hop_sas"][0];
  CHECK(sa["protocol"] == "esp");
  CHECK(sa["spi"] == "0x0000000a");
  CHECK(sa["direction"] == "before-to-after");
  CHECK(sa["direction_by"] == "ttl");
  CHECK(sa["entry"]["src"] == "10.1.0.10:4500");
  CHECK(sa["exit"]["encapsulation"] == "udp");
  CHECK(sa["lost"] == 2);
  CHECK(sa["fragmented"] == 3);
  CHECK(sa["delay"]["median"] == "0.002500000");
}

TEST_CASE("a finding of the second capture says how much of it is the hop's doing") {
  const auto report = json_of(compared());
  bool found[2] = {};
  for (const auto& finding : report["findings"]) {
    if (finding["rule"] != "esp-sequence-gap") continue;
    const auto capture = finding["capture"].get<std::size_t>();
    found[capture] = true;
    CHECK(finding.contains("hop") == (capture == 1));
    if (capture == 1) CHECK(finding["hop"]["by_hop"] == 2);
  }
  CHECK(found[0]);
  CHECK(found[1]);
}

TEST_CASE("without --same-traffic nothing speaks of a hop") {
  auto report = compared();
  report.hop.reset();
  CHECK_FALSE(json_of(report).contains("hop"));
  CHECK_FALSE(json_of(report).contains("hop_sas"));
  CHECK_FALSE(holds(text_of(report), "hop"));
}

TEST_CASE("the text report has a line an SA and direction") {
  const auto text = text_of(compared());
  CHECK(holds(text, "What the hop between the two captures did"));
  CHECK(holds(text, "0x0000000a  before -> after        4     3     2           0          1"));
  CHECK(holds(text, "1.000 / 2.500 / 30.000 ms"));
  CHECK(holds(text, "3 fragmented, 7 numbers late at worst"));
}

TEST_CASE("what was not judged is in no column, and is said") {
  auto report = compared();
  auto& sa = report.hop->sas[0];
  sa.outside_entry = 1;
  auto text = text_of(report);
  CHECK(holds(text, "0x0000000a  before -> after        3     3     2"));
  CHECK(holds(text, "1 more entered at a time that the other capture may not cover"));
  CHECK(json_of(report)["hop_sas"][0]["entered"] == 4);
  sa = {};
  sa.spi = 0xa;
  sa.entry = report.captures[0].sessions->flows()[0].path;
  sa.entered = sa.unseen = 4;
  text = text_of(report);
  CHECK(holds(text, "0x0000000a  before -> after, assumed        -     -     -           -"));
  CHECK(holds(text, "4 packets not judged: the other capture holds none of this direction"));
  CHECK(holds(text, "4 packets of directions of which the other capture holds no packet"));
  CHECK(json_of(report)["hop_sas"][0]["unseen"] == 4);
}

TEST_CASE("captures that share nothing, and clocks that differ, are said") {
  auto report = compared();
  CHECK(nothing_shared(report).empty());
  CHECK(hop_notes(report).empty());
  report.hop->clocks = sessions::HopClocks::differ;
  report.hop->sas[0].outside_exit = 1;
  CHECK(hop_notes(report).size() == 2);
  report.hop->matched = 0;
  CHECK(holds(nothing_shared(report), "share no packet (4 IPsec packets before, 3 after)"));
  CHECK(holds(text_of(report), "share no packet"));
}

TEST_CASE("JSON lines carry the hop too") {
  const auto lines = sample::written(
      compared(), [](const AuditReport& what, std::ostream& out) { write_jsonl(what, out); });
  CHECK(holds(lines, "{\"type\":\"hop\""));
  CHECK(holds(lines, "{\"type\":\"hop_sa\""));
}
