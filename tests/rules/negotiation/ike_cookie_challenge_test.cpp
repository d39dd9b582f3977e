// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_cookie_challenge {

TEST_CASE("ike-cookie-challenge counts challenges, not the cookie that comes back") {
  AuditBench bench;
  const std::vector<std::uint8_t> cookie(16, 0xc0);
  bench.ike(true, init_request({classical}))
      .ike(false, init_error(registry::notify::cookie, cookie))
      .ike(true,
           init_request({classical}, 31,
                        {{registry::payload::n, notify_payload(registry::notify::cookie, cookie)}}))
      .ike(false, init_response(classical))
      .end();
  const auto findings = bench.of("ike-cookie-challenge");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 1);
  CHECK(findings[0]->frames == std::vector<std::uint32_t>{2});
}

TEST_CASE("ike-cookie-challenge is silent without a challenge") {
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, init_response(classical)).end();
  CHECK(bench.silent("ike-cookie-challenge"));
}

}  // namespace espect::test::ike_cookie_challenge
