// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_retransmission_differs {
namespace {

std::vector<std::uint8_t> informational(std::uint32_t id, std::uint8_t fill) {
  return encrypted(registry::exchange::informational, id, true, false, 100, fill);
}

}  // namespace

TEST_CASE("ike-retransmission-differs fires on other octets under the same message id") {
  AuditBench bench;
  bench.ike(true, informational(5, 1)).ike(true, informational(5, 2)).end();
  const auto findings = bench.of("ike-retransmission-differs");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->frames == std::vector<std::uint32_t>{1, 2});
  CHECK(findings[0]->evidence.text("exchange") == "INFORMATIONAL");
}

TEST_CASE("ike-retransmission-differs is silent on copies and on attempts of IKE_SA_INIT") {
  AuditBench bench;
  bench.ike(true, init_request({classical}, 31))
      .ike(false, init_error(registry::notify::invalid_ke_payload, {0, 19}))
      .ike(true, init_request({classical}, 19))
      .ike(false, init_response(classical));
  bench.ike(true, informational(1, 1)).ike(true, informational(1, 1));
  bench.ike(true, informational(2, 1)).end();
  CHECK(bench.silent("ike-retransmission-differs"));
}

}  // namespace espect::test::ike_retransmission_differs
