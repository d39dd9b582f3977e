// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::pq_downgrade_protection_absent {
namespace {

const PayloadSpec protection{registry::payload::n,
                             notify_payload(registry::notify::ike_sa_init_full_transcript_auth)};

}  // namespace

TEST_CASE("pq-downgrade-protection-absent says who did not send 16447") {
  AuditBench neither;
  neither.ike(true, init_request({hybrid})).ike(false, init_response(hybrid)).end();
  REQUIRE(neither.of("pq-downgrade-protection-absent").size() == 1);
  CHECK(neither.of("pq-downgrade-protection-absent")[0]->evidence.text("said_by") ==
        "neither peer");
  AuditBench one;
  one.ike(true, init_request({hybrid}, 31, {protection})).ike(false, init_response(hybrid)).end();
  REQUIRE(one.of("pq-downgrade-protection-absent").size() == 1);
  CHECK(one.of("pq-downgrade-protection-absent")[0]->evidence.text("said_by") ==
        "only the initiator");
}

TEST_CASE("pq-downgrade-protection-absent is silent when both sent it and on classical results") {
  AuditBench both;
  both.ike(true, init_request({hybrid}, 31, {protection}))
      .ike(false, init_response(hybrid, {protection}))
      .end();
  CHECK(both.silent("pq-downgrade-protection-absent"));
  AuditBench plain;
  plain.ike(true, init_request({classical})).ike(false, init_response(classical)).end();
  CHECK(plain.silent("pq-downgrade-protection-absent"));
}

}  // namespace espect::test::pq_downgrade_protection_absent
