// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/unit/report/sample.h"

using namespace espect::report;

TEST_CASE("findings at or above the threshold make exit 1") {
  auto report = sample::report_of(sample::troubled("a.pcap"));
  const auto summary = summarize(report);
  CHECK(summary.high == 1);
  CHECK(summary.medium >= 1);
  CHECK(summary.exit == 1);
}

TEST_CASE("below the threshold the exit is 0") {
  auto report = sample::report_of(sample::healthy("a.pcap"));
  CHECK(summarize(report).high == 0);
  CHECK(summarize(report).exit == 0);
  sample::CaptureMaker late;
  for (const std::uint32_t sequence : {1U, 100U, 60U}) late.esp(0xcb17561b, sequence);
  auto medium = sample::report_of(late.finish("late.pcap"));
  CHECK(summarize(medium).medium == 1);
  CHECK(summarize(medium).exit == 0);
  medium.threshold = espect::rules::Severity::medium;
  CHECK(summarize(medium).exit == 1);
}

TEST_CASE("without a threshold nothing fails") {
  auto report = sample::report_of(sample::troubled("a.pcap"));
  report.threshold.reset();
  CHECK(summarize(report).high == 1);
  CHECK(summarize(report).exit == 0);
}

TEST_CASE("a capture with a problem makes exit 3, whatever was found") {
  auto report = sample::report_of(sample::troubled("a.pcap"),
                                  sample::unreadable("b.pcap", "b.pcap: no such file"));
  CHECK(summarize(report).exit == 3);
  CHECK(summarize(report).high == 1);
}
