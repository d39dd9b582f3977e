// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test {
namespace {

TEST_CASE("esp-sequence-gap counts the numbers that never came") {
  AuditBench bench;
  const auto flow = flow_that_saw({10, 11, 15, 16, 18});
  bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr});
  const auto* finding = bench.only("esp-sequence-gap");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 4);
  CHECK(finding->evidence.number("numbers_expected") == 9);
  CHECK(finding->evidence.number("longest_run") == 3);
  CHECK(finding->certainty == rules::Certainty::inferred);
}

TEST_CASE(
    "esp-sequence-gap is silent when all came, in any order, and on an SPI that nobody made") {
  AuditBench bench;
  const auto whole = flow_that_saw({3, 1, 2, 5, 4});
  auto stray = flow_that_saw({1, 100});
  stray.unknown_spi = true;
  bench.tell(sessions::EspFlowEnded{whole, nullptr, nullptr})
      .tell(sessions::EspFlowEnded{stray, nullptr, nullptr});
  CHECK(bench.silent("esp-sequence-gap"));
}

}  // namespace
}  // namespace espect::test
