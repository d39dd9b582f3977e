// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_invalid_ke {

TEST_CASE("ike-invalid-ke fires when the initiator tries again") {
  AuditBench bench;
  const auto first = init_request({classical}, 31);
  bench.ike(true, first).ike(false, init_error(registry::notify::invalid_ke_payload, {0, 19}));
  bench.ike(true, init_request({classical}, 19)).ike(false, init_response(classical)).end();
  const auto findings = bench.of("ike-invalid-ke");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 1);
  CHECK(findings[0]->frames == std::vector<std::uint32_t>{1, 2, 3});
  CHECK(findings[0]->evidence.text("offered") == "Curve25519");
  CHECK(findings[0]->evidence.text("wanted") == "256-bit random ECP");
  CHECK(findings[0]->evidence.text("retried") == "256-bit random ECP");
  CHECK(bench.silent("ike-unanswered"));
}

TEST_CASE("ike-invalid-ke fires when the initiator tries again under another SPI") {
  AuditBench bench;
  auto retry = init_request({classical}, 19);
  retry[0] ^= 0x40;
  bench.ike(true, init_request({classical}, 31), 0)
      .ike(false, init_error(registry::notify::invalid_ke_payload, {0, 19}), 0)
      .ike(true, retry, 1)
      .end(20);
  const auto* finding = bench.only("ike-invalid-ke");
  REQUIRE(finding != nullptr);
  CHECK(finding->subject.ike_sa == 1U);
  CHECK(finding->evidence.text("retried_in") == "IKE SA 2");
  CHECK(finding->frames == std::vector<std::uint32_t>{1, 2, 3});
}

TEST_CASE("ike-invalid-ke is silent without a refusal, and when nobody tries again") {
  AuditBench sound;
  sound.ike(true, init_request({classical})).ike(false, init_response(classical)).end();
  CHECK(sound.silent("ike-invalid-ke"));
  AuditBench given_up;
  given_up.ike(true, init_request({classical}))
      .ike(false, init_error(registry::notify::invalid_ke_payload, {0, 19}));
  given_up.ike(true, init_request({classical}), 1).end(9);  // a copy of the refused request
  CHECK(given_up.silent("ike-invalid-ke"));
}

}  // namespace espect::test::ike_invalid_ke
