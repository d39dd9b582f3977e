// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_retransmission {

TEST_CASE("ike-retransmission counts repeated requests and responses") {
  AuditBench bench;
  const auto request = init_request({classical});
  const auto response = init_response(classical);
  bench.ike(true, request, 0).ike(true, request, 4);
  bench.ike(false, response, 4.1).ike(false, response, 4.2).end();
  const auto findings = bench.of("ike-retransmission");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 2);
  CHECK(findings[0]->frames == std::vector<std::uint32_t>{2, 4});
  CHECK(findings[0]->evidence.number("requests") == 1);
  CHECK(findings[0]->evidence.number("responses") == 1);
}

TEST_CASE("ike-retransmission is silent on attempts with other octets and on new messages") {
  AuditBench bench;
  bench.ike(true, init_request({classical}, 31))
      .ike(false, init_error(registry::notify::invalid_ke_payload, {0, 19}))
      .ike(true, init_request({classical}, 19))
      .ike(false, init_response(classical))
      .end();
  CHECK(bench.silent("ike-retransmission"));
}

}  // namespace espect::test::ike_retransmission
