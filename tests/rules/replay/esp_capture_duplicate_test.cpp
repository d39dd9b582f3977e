// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test {
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

}  // namespace
}  // namespace espect::test
