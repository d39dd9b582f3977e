// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::pq_not_offered {
namespace {

PayloadSpec says(std::uint16_t notify) {
  return {registry::payload::n, notify_payload(notify)};
}

}  // namespace

TEST_CASE("pq-not-offered counts an IKE SA once, whatever became of it") {
  AuditBench bench;
  bench.ike(true, init_request({classical}, 31))
      .ike(false, init_error(registry::notify::invalid_ke_payload, {0, 19}))
      .ike(true, init_request({classical}, 19))
      .ike(false, init_error(registry::notify::no_proposal_chosen))
      .end();
  const auto findings = bench.of("pq-not-offered");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 1);
  CHECK(findings[0]->frames == std::vector<std::uint32_t>{1, 3});
  CHECK(findings[0]->severity == rules::Severity::low);
}

TEST_CASE("pq-not-offered is silent when ML-KEM or a PPK is offered") {
  AuditBench optional;
  optional.ike(true, init_request({hybrid_or_not})).end();
  CHECK(optional.silent("pq-not-offered"));
  AuditBench ppk;
  ppk.ike(true, init_request({classical}, 31, {says(registry::notify::use_ppk)})).end();
  CHECK(ppk.silent("pq-not-offered"));
  AuditBench late;
  late.ike(false, init_response(classical)).end();
  CHECK(late.silent("pq-not-offered"));
}

TEST_CASE("pq-not-offered says nothing of an offer that the snap length cut") {
  AuditBench bench;
  bench.snap_length = 150;
  bench.ike(true, init_request({classical}, 31, {says(registry::notify::use_ppk)}));
  bench.ike(false, init_response(classical)).end();
  REQUIRE_FALSE(bench.ike_sa(1).offer.empty());
  CHECK(bench.silent("pq-not-offered"));
  CHECK_FALSE(bench.ike_sa(1).ppk_used.has_value());
}

}  // namespace espect::test::pq_not_offered
