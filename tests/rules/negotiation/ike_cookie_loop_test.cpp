// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_cookie_loop {
namespace {

std::vector<std::uint8_t> challenge(std::uint8_t value) {
  return init_error(registry::notify::cookie, std::vector<std::uint8_t>(16, value));
}
std::vector<std::uint8_t> with_cookie(std::uint8_t value, std::uint16_t method = 31) {
  return init_request(
      {classical}, method,
      {{registry::payload::n,
        notify_payload(registry::notify::cookie, std::vector<std::uint8_t>(16, value))}});
}

}  // namespace

TEST_CASE("ike-cookie-loop fires when the returned cookie is challenged again") {
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, challenge(1));
  bench.ike(true, with_cookie(1)).ike(false, challenge(2));
  bench.ike(true, with_cookie(2)).ike(false, challenge(3)).end();
  const auto findings = bench.of("ike-cookie-loop");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 2);
  CHECK(findings[0]->frames == std::vector<std::uint32_t>{4, 6});
}

TEST_CASE("ike-cookie-loop is silent on one challenge and when a new KE payload lies between") {
  AuditBench one;
  one.ike(true, init_request({classical})).ike(false, challenge(1));
  one.ike(true, with_cookie(1)).ike(false, init_response(classical)).end();
  CHECK(one.silent("ike-cookie-loop"));
  AuditBench with_retry;
  with_retry.ike(true, init_request({classical})).ike(false, challenge(1));
  with_retry.ike(true, with_cookie(1))
      .ike(false, init_error(registry::notify::invalid_ke_payload, {0, 19}));
  with_retry.ike(true, with_cookie(1, 19)).ike(false, challenge(2)).end();
  CHECK(with_retry.silent("ike-cookie-loop"));
}

}  // namespace espect::test::ike_cookie_loop
