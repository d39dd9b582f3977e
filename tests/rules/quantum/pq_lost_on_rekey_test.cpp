// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"
#include "tests/support/told_events.h"

namespace espect::test::pq_lost_on_rekey {
namespace {

sessions::IkeSa sa_with(std::uint32_t id, std::uint16_t addke1) {
  sessions::IkeSa sa;
  sa.id = id;
  sa.selection = sessions::Proposal{1, 1, {}, {{tt::ke, 31}, {tt::addke1, addke1}}};
  return sa;
}

}  // namespace

TEST_CASE("pq-lost-on-rekey fires when the new IKE SA has no ML-KEM") {
  AuditBench bench;
  const auto before = sa_with(1, 36);
  const auto after = sa_with(2, 0);
  bench.events().tell(sessions::IkeSaRekeyed{before, after, true, {}, 8, 9});
  const auto findings = bench.of("pq-lost-on-rekey");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->evidence.text("before") == "KE Curve25519, ADDKE1 ML-KEM-768");
  CHECK(findings[0]->frames == std::vector<std::uint32_t>{8, 9});
}

TEST_CASE("pq-lost-on-rekey fires when a Child SA loses its own additional key exchange") {
  AuditBench bench;
  const auto sa = sa_with(1, 36);
  ToldChild first(1, {{tt::encr, 20, 256}, {tt::ke, 31}, {tt::addke1, 36}});
  ToldChild second(2, {{tt::encr, 20, 256}, {tt::ke, 31}});
  second.child.rekeyed_from = 1;
  bench.events().tell(first.made(sa));
  bench.events().tell(second.made(sa));
  REQUIRE(bench.of("pq-lost-on-rekey").size() == 1);
}

TEST_CASE("pq-lost-on-rekey is silent when the hybrid stays or never was") {
  AuditBench bench;
  bench.events().tell(sessions::IkeSaRekeyed{sa_with(1, 36), sa_with(2, 36), true, {}, 8, 9});
  bench.events().tell(sessions::IkeSaRekeyed{sa_with(3, 0), sa_with(4, 0), true, {}, 8, 9});
  const auto sa = sa_with(5, 36);
  ToldChild first(1, {{tt::encr, 20, 256}});
  ToldChild second(2, {{tt::encr, 20, 256}, {tt::ke, 31}});
  second.child.rekeyed_from = 1;
  bench.events().tell(first.made(sa));
  bench.events().tell(second.made(sa));
  CHECK(bench.silent("pq-lost-on-rekey"));
}

}  // namespace espect::test::pq_lost_on_rekey
