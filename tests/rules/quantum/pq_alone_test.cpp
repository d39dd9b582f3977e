// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::pq_alone {

TEST_CASE("pq-alone fires on ML-KEM as the only key exchange, also with ADDKE1 NONE") {
  const std::vector<TransformSpec> alone{
      {tt::encr, 20, 256}, {tt::prf, 5}, {tt::ke, 35}, {tt::addke1, 0}};
  AuditBench bench;
  bench.ike(true, init_request({alone}, 35)).ike(false, init_response(alone)).end();
  const auto findings = bench.of("pq-alone");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->evidence.text("key_exchange") == "KE ML-KEM-512");
  CHECK(findings[0]->severity == rules::Severity::info);
}

TEST_CASE("pq-alone is silent on hybrids and on classical key exchanges") {
  AuditBench both;
  both.ike(true, init_request({hybrid})).ike(false, init_response(hybrid)).end();
  CHECK(both.silent("pq-alone"));
  AuditBench plain;
  plain.ike(true, init_request({classical})).ike(false, init_response(classical)).end();
  CHECK(plain.silent("pq-alone"));
}

}  // namespace espect::test::pq_alone
