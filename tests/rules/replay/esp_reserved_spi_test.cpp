// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::esp_reserved_spi {
namespace {

TEST_CASE("esp-reserved-spi fires on 1 to 255") {
  AuditBench bench;
  bench.esp(200, 1).esp_at(1, 200, 2).esp_at(2, 200, 3).end();
  const auto* finding = bench.only("esp-reserved-spi");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 3);
  CHECK(finding->frames == std::vector<std::uint32_t>{1, 2, 3});
}

TEST_CASE("esp-reserved-spi is silent on 256 and on the numbers of ESP echo") {
  AuditBench bench;
  bench.esp(256, 1).esp(7, 1).esp(8, 1).end();
  CHECK(bench.silent("esp-reserved-spi"));
}

}  // namespace
}  // namespace espect::test::esp_reserved_spi
