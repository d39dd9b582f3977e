// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::pq_downgraded {
namespace {

PayloadSpec says(std::uint16_t notify) {
  return {registry::payload::n, notify_payload(notify)};
}

}  // namespace

TEST_CASE("pq-downgraded fires when an optional ML-KEM is not selected") {
  AuditBench bench;
  bench.ike(true, init_request({hybrid_or_not})).ike(false, init_response(classical)).end();
  const auto findings = bench.of("pq-downgraded");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 1);
  CHECK(findings[0]->evidence.text("offered") == "ADDKE1 ML-KEM-768");
  CHECK(findings[0]->evidence.text("downgrade_protection").starts_with("not in use"));
}

TEST_CASE("pq-downgraded fires when a PPK offer is not taken up") {
  AuditBench bench;
  bench.ike(true, init_request({classical}, 31, {says(registry::notify::use_ppk)}))
      .ike(false, init_response(classical));
  REQUIRE(bench.of("pq-downgraded").size() == 1);
  CHECK(bench.of("pq-downgraded")[0]->evidence.text("offered") == "a post-quantum preshared key");
}

TEST_CASE("pq-downgraded names downgrade protection when both use it") {
  const auto protection = says(registry::notify::ike_sa_init_full_transcript_auth);
  AuditBench bench;
  bench.ike(true, init_request({hybrid_or_not}, 31, {protection}))
      .ike(false, init_response(classical, {protection}));
  REQUIRE(bench.of("pq-downgraded").size() == 1);
  CHECK(bench.of("pq-downgraded")[0]->evidence.text("downgrade_protection").starts_with("in use"));
}

TEST_CASE(
    "pq-downgraded is silent when ML-KEM is selected, alone too, when a PPK is used, when nothing "
    "was offered") {
  AuditBench selected;
  selected.ike(true, init_request({hybrid_or_not})).ike(false, init_response(hybrid)).end();
  CHECK(selected.silent("pq-downgraded"));
  const std::vector<TransformSpec> alone{{tt::encr, 20, 256}, {tt::prf, 5}, {tt::ke, 35}};
  AuditBench kem_alone;
  kem_alone.ike(true, init_request({alone, classical}, 35)).ike(false, init_response(alone)).end();
  CHECK(kem_alone.silent("pq-downgraded"));
  AuditBench ppk;
  ppk.ike(true, init_request({hybrid_or_not}, 31, {says(registry::notify::use_ppk)}));
  ppk.ike(false, init_response(classical, {says(registry::notify::use_ppk)})).end();
  CHECK(ppk.silent("pq-downgraded"));
  AuditBench nothing;
  nothing.ike(true, init_request({classical})).ike(false, init_response(classical)).end();
  CHECK(nothing.silent("pq-downgraded"));
}

}  // namespace espect::test::pq_downgraded
