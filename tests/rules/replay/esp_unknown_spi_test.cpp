// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::esp_unknown_spi {
namespace {

TEST_CASE("esp-unknown-spi counts the packets of an SPI that nobody negotiated") {
  AuditBench bench;
  auto flow = flow_that_saw({1, 2, 3});
  flow.unknown_spi = true;
  flow.frames_kept = {1, 2, 3};
  bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr});
  const auto* finding = bench.only("esp-unknown-spi");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 3);
  CHECK(finding->frames == std::vector<std::uint32_t>{1, 2, 3});
}

TEST_CASE("esp-unknown-spi is silent without decrypted negotiations") {
  AuditBench bench;
  bench.esp(0xa, 1).esp_at(1, 0xa, 2).end();
  CHECK(bench.silent("esp-unknown-spi"));
}

}  // namespace
}  // namespace espect::test::esp_unknown_spi
