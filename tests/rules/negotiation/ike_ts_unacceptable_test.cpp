// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

using namespace espect;
using namespace espect::test;

TEST_CASE("ike-ts-unacceptable shows the selectors that were offered") {
  AuditBench bench;
  const auto sa = told_sa();
  sessions::SaPayloads request;
  request.ts_i = {told_selector("192.168.1.0", "192.168.1.255")};
  request.ts_r = {told_selector("192.168.9.0", "192.168.9.255")};
  bench.events().tell(told_refusal(sa, registry::notify::ts_unacceptable, &request));
  const auto findings = bench.of("ike-ts-unacceptable");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->evidence.text("ts_i") == "192.168.1.0/24");
  CHECK(findings[0]->evidence.text("ts_r") == "192.168.9.0/24");
}

TEST_CASE("ike-ts-unacceptable is silent on other refusals") {
  AuditBench bench;
  const auto sa = told_sa();
  bench.events().tell(told_refusal(sa, registry::notify::no_proposal_chosen, nullptr));
  CHECK(bench.silent("ike-ts-unacceptable"));
}
