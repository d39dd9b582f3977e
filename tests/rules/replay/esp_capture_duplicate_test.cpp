// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::esp_capture_duplicate {
namespace {

TEST_CASE("esp-capture-duplicate names a copy within milliseconds, which is then no replay") {
  AuditBench bench;
  bench.esp_at(1, 0xa, 1).esp_at(2, 0xa, 2).esp_at(2.001, 0xa, 2).end();
  const auto* finding = bench.only("esp-capture-duplicate");
  REQUIRE(finding != nullptr);
  CHECK(finding->frames == std::vector<std::uint32_t>{3});
  CHECK(bench.silent("esp-sequence-reused"));
}

TEST_CASE("esp-capture-duplicate is silent when the copy comes later: that is a replay") {
  AuditBench bench;
  bench.esp(0xa, 1).esp_at(0.5, 0xa, 2).esp_at(0.6, 0xa, 2).end();
  CHECK(bench.silent("esp-capture-duplicate"));
  CHECK(bench.of("esp-sequence-reused").size() == 1);
}

TEST_CASE("esp-capture-duplicate says that the capture saw both sides of a hop") {
  AuditBench bench;
  const auto flow = flow_that_saw({1, 2});
  for (int i = 0; i < 2; ++i)
    bench.tell(sessions::EspCapturedTwice{bench.datagram(true), flow, nullptr, 1});
  const auto* finding = bench.only("esp-capture-duplicate");
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.number("other_side") == 2);
  CHECK(finding->sentence().find("both sides of a hop") != std::string::npos);
  bench.tell(sessions::EspFlowEnded{flow});
  CHECK(finding->sentence().find("between the points they took 0.000 ms") != std::string::npos);
  bench.tell(sessions::EspCapturedTwice{bench.datagram(true), flow, nullptr, 0});
  CHECK(finding->sentence().find("2 of them on the other side of a hop") != std::string::npos);
}

}  // namespace
}  // namespace espect::test::esp_capture_duplicate
