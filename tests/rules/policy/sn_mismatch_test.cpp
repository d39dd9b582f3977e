// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

using namespace espect;
using namespace espect::test;

TEST_CASE("sn-mismatch fires on unspecified numbers between two peers") {
  AuditBench bench;
  const auto sa = told_sa();
  bench.events().tell(ToldChild(1, {{tt::encr, 20, 256}, {tt::sn, 2}}).made(sa));
  REQUIRE(bench.of("sn-mismatch").size() == 1);
  CHECK(bench.of("sn-mismatch")[0]->count == 1);
}

TEST_CASE("sn-mismatch is silent on sequential numbers and without the transform") {
  AuditBench bench;
  const auto sa = told_sa();
  bench.events().tell(ToldChild(1, {{tt::encr, 20, 256}, {tt::sn, 0}}).made(sa));
  bench.events().tell(ToldChild(2, {{tt::encr, 20, 256}, {tt::sn, 1}}).made(sa));
  bench.events().tell(ToldChild(3, {{tt::encr, 20, 256}}).made(sa));
  CHECK(bench.silent("sn-mismatch"));
}
