// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::esp_one_way {
namespace {

AuditBench& minute(AuditBench& bench, bool both_ways, bool ike_answered) {
  bench.ike(true, init_request({classical}), 0);
  bench.ike(false, init_response(classical), 0);
  for (std::uint32_t i = 1; i <= 60; ++i) {
    bench.esp_at(i, 0xc2000002, i);
    if (both_ways) bench.esp_at(i, 0xc1000001, i, false);
    if (i % 12 != 0) continue;
    const auto id = i / 12;
    bench.ike(true, encrypted(registry::exchange::informational, id, true, false), i);
    if (ike_answered)
      bench.ike(false, encrypted(registry::exchange::informational, id, false, true), i);
  }
  return bench.end(61);
}

}  // namespace

TEST_CASE("esp-one-way fires when IKE is answered and ESP is not") {
  AuditBench bench;
  minute(bench, false, true);
  const auto* finding = bench.only("esp-one-way");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::low);
  CHECK(finding->certainty == rules::Certainty::inferred);
  CHECK(finding->sentence().starts_with(
      "60 packets on ESP SA 0xc2000002 to 10.2.0.10, and none back although IKE came from "
      "10.2.0.10 meanwhile"));
}

TEST_CASE("esp-one-way is silent both ways, and when the capture sees one direction") {
  AuditBench both;
  minute(both, true, true);
  CHECK(both.silent("esp-one-way"));
  AuditBench one_direction;
  minute(one_direction, false, false);
  CHECK(one_direction.silent("esp-one-way"));
}

}  // namespace espect::test::esp_one_way
