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

TEST_CASE("ike-fragments-incomplete lists the numbers that never came") {
  AuditBench bench;
  bench.ike(true, fragment(1, 4)).ike(true, fragment(3, 4)).end(60);
  const auto* finding = bench.only("ike-fragments-incomplete");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 1);
  CHECK(finding->evidence.text("missing") == "2, 4");
}

TEST_CASE("ike-fragments-incomplete is silent in any order, and when the exchange went on") {
  AuditBench bench;
  bench.ike(true, fragment(2, 2)).ike(true, fragment(1, 2)).end(60);
  CHECK(bench.silent("ike-fragments-incomplete"));
  AuditBench answered;
  answered.ike(true, fragment(1, 2)).ike(false, fragment(1, 1, 1, true)).end(60);
  CHECK(answered.silent("ike-fragments-incomplete"));
}

}  // namespace
}  // namespace espect::test
