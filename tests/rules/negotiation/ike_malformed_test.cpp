// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_malformed {

TEST_CASE("ike-malformed fires on a length that reaches past the end") {
  AuditBench bench;
  auto request = init_request({classical});
  request[30] = 0xff;  // length of the SA payload
  bench.ike(true, request).end();
  const auto findings = bench.of("ike-malformed");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 1);
  CHECK(findings[0]->evidence.text("problem").find("payload length") != std::string::npos);
}

TEST_CASE("ike-malformed fires on a payload that is too short for its fixed part") {
  AuditBench bench;
  bench.ike(true, init_request({classical}, 31, {{registry::payload::n, {0, 0}}})).end();
  const auto findings = bench.of("ike-malformed");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->evidence.text("problem").starts_with("Notify payload: "));
}

TEST_CASE("ike-malformed fires on lies inside the SA payload") {
  // Behind the generic header: the proposal (8 octets), then its first transform.
  const std::size_t count_at = 32 + 7;
  const std::size_t transform_length_at = 32 + 8 + 3;
  for (const auto& [at, lie] : {std::pair(count_at, 5), std::pair(transform_length_at, 3)}) {
    AuditBench bench;
    auto request = init_request({classical});
    request[at] = static_cast<std::uint8_t>(lie);
    bench.ike(true, request).end();
    const auto findings = bench.of("ike-malformed");
    REQUIRE(findings.size() == 1);
    CHECK(findings[0]->evidence.text("problem").starts_with("Security Association payload: "));
  }
}

TEST_CASE("ike-malformed is silent on sound messages and on unknown payloads") {
  AuditBench bench;
  bench.ike(true, init_request({hybrid_or_not}, 31, {{200, {1, 2, 3}}}))
      .ike(false, init_response(hybrid))
      .ike(true, encrypted(registry::exchange::ike_auth, 1, true, false))
      .end();
  CHECK(bench.silent("ike-malformed"));
}

}  // namespace espect::test::ike_malformed
