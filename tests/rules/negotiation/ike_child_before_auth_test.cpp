// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

using namespace espect;
using namespace espect::test;

namespace {

AuditBench& begin(AuditBench& bench) {
  return bench.ike(true, init_request({classical})).ike(false, init_response(classical));
}

}  // namespace

TEST_CASE("ike-child-before-auth fires on CREATE_CHILD_SA right after IKE_SA_INIT") {
  AuditBench bench;
  begin(bench).ike(true, encrypted(registry::exchange::create_child_sa, 1, true, false));
  REQUIRE(bench.only("ike-child-before-auth") != nullptr);
  CHECK(bench.only("ike-child-before-auth")->sentence() ==
        "10.1.0.10 asked for CREATE_CHILD_SA in IKE SA 1 before IKE_AUTH, and got no answer");
  bench.ike(false, encrypted(registry::exchange::create_child_sa, 1, false, true)).end();
  CHECK(bench.only("ike-child-before-auth")->sentence().ends_with("and was answered"));
}

TEST_CASE("ike-child-before-auth is silent after IKE_AUTH, and when the capture missed it") {
  AuditBench after;
  begin(after)
      .ike(true, encrypted(registry::exchange::ike_auth, 1, true, false))
      .ike(false, encrypted(registry::exchange::ike_auth, 1, false, true))
      .ike(true, encrypted(registry::exchange::create_child_sa, 2, true, false))
      .end();
  CHECK(after.silent("ike-child-before-auth"));
  AuditBench missed;
  begin(missed).ike(true, encrypted(registry::exchange::create_child_sa, 2, true, false)).end();
  CHECK(missed.silent("ike-child-before-auth"));
}
