// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

using namespace espect;
using namespace espect::test;

TEST_CASE("ike-child-refused names the notify") {
  AuditBench bench;
  const auto sa = told_sa();
  bench.events().tell(told_refusal(sa, registry::notify::ts_unacceptable, nullptr));
  const auto findings = bench.of("ike-child-refused");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->sentence() ==
        "10.2.0.10 refused a Child SA with TS_UNACCEPTABLE in IKE_AUTH; the IKE SA stays");
}

TEST_CASE("ike-child-refused is silent on a refused IKE rekey and on a call to try again") {
  AuditBench bench;
  const auto sa = told_sa();
  auto rekey = told_refusal(sa, registry::notify::no_proposal_chosen, nullptr);
  rekey.protocol = registry::protocol::ike;
  bench.events().tell(rekey);
  bench.events().tell(told_refusal(sa, registry::notify::temporary_failure, nullptr));
  CHECK(bench.silent("ike-child-refused"));
}
