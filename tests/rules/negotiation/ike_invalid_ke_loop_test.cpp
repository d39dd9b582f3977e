// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

using namespace espect;
using namespace espect::test;

TEST_CASE("ike-invalid-ke-loop fires from the second refusal on") {
  AuditBench bench;
  bench.ike(true, init_request({classical}, 31))
      .ike(false, init_error(registry::notify::invalid_ke_payload, {0, 19}))
      .ike(true, init_request({classical}, 19))
      .ike(false, init_error(registry::notify::invalid_ke_payload, {0, 31}))
      .end();
  const auto findings = bench.of("ike-invalid-ke-loop");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 1);
  CHECK(findings[0]->frames == std::vector<std::uint32_t>{3, 4});
  CHECK(findings[0]->evidence.text("wanted") == "Curve25519");
}

TEST_CASE("ike-invalid-ke-loop is silent on one refusal") {
  AuditBench bench;
  bench.ike(true, init_request({classical}, 31))
      .ike(false, init_error(registry::notify::invalid_ke_payload, {0, 19}))
      .ike(true, init_request({classical}, 19))
      .ike(false, init_response(classical))
      .end();
  CHECK(bench.silent("ike-invalid-ke-loop"));
}
