// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"
#include "tests/support/ike_builder.h"

namespace espect::test {
namespace {

std::vector<std::uint8_t> fragment(std::uint16_t number, std::uint16_t total,
                                   std::uint8_t filling = 0x5a, bool response = false) {
  const std::vector<std::uint8_t> data(40, filling);
  return ike_message(
      {.spi_r = 0x22,
       .exchange = registry::exchange::ike_auth,
       .from_initiator = !response,
       .response = response,
       .message_id = 1,
       .payloads = {{registry::payload::skf,
                     wire::encode(wire::ike::EncryptedFragment{number, total, data})}}});
}

TEST_CASE("ike-fragments-inconsistent fires on other octets, a smaller total and a wrong number") {
  for (const auto& odd : {fragment(1, 3, 0x77), fragment(2, 2), fragment(4, 3)}) {
    AuditBench bench;
    bench.ike(true, fragment(1, 3)).ike(true, odd).end();
    const auto* finding = bench.only("ike-fragments-inconsistent");
    REQUIRE(finding != nullptr);
    CHECK(finding->frames == std::vector<std::uint32_t>{2});
  }
}

TEST_CASE("ike-fragments-inconsistent is silent about copies and smaller pieces") {
  AuditBench bench;
  bench.ike(true, fragment(1, 2)).ike(true, fragment(1, 2)).ike(true, fragment(1, 5, 0x77)).end();
  CHECK(bench.silent("ike-fragments-inconsistent"));
}

}  // namespace
}  // namespace espect::test
