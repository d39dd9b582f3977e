// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"
#include "tests/support/told_events.h"

using namespace espect;
using namespace espect::test;

TEST_CASE("null-encryption counts ESP SAs with NULL and with GMAC") {
  AuditBench bench;
  const auto sa = told_sa();
  ToldChild null(1, {{tt::encr, 11}, {tt::integ, 12}});
  ToldChild gmac(2, {{tt::encr, 21, 128}});
  bench.events().tell(null.made(sa));
  bench.events().tell(gmac.made(sa));
  const auto findings = bench.of("null-encryption");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 2);
  CHECK(findings[0]->severity == rules::Severity::medium);
}

TEST_CASE("null-encryption is silent on ciphers and on AH") {
  AuditBench bench;
  const auto sa = told_sa();
  ToldChild gcm(1, {{tt::encr, 20, 256}});
  ToldChild ah(2, {{tt::integ, 12}});
  ah.child.protocol = Protocol::ah;
  bench.events().tell(gcm.made(sa));
  bench.events().tell(ah.made(sa));
  CHECK(bench.silent("null-encryption"));
}
