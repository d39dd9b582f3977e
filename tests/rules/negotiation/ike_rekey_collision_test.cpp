// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_rekey_collision {
namespace {

ToldChild rekey_of_first(std::uint32_t id, std::uint8_t nonce) {
  ToldChild told(id, {{tt::encr, 20, 256}});
  told.child.rekeyed_from = 1;
  told.request.nonce.assign(32, nonce);
  told.response.nonce.assign(32, 0x77);
  return told;
}

}  // namespace

TEST_CASE("ike-rekey-collision fires when both rekey one Child SA; the lowest nonce loses") {
  AuditBench bench;
  const auto sa = told_sa();
  bench.events().tell(rekey_of_first(2, 0x10).made(sa, true));
  bench.events().tell(rekey_of_first(3, 0x20).made(sa, false));
  const auto findings = bench.of("ike-rekey-collision");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 1);
  CHECK(findings[0]->evidence.text("survives") ==
        "by the nonces the one that the responder asked for stays");
}

TEST_CASE("ike-rekey-collision fires when both rekey the IKE SA") {
  AuditBench bench;
  const auto old_sa = told_sa();
  auto first = told_sa();
  first.id = 2;
  auto second = told_sa();
  second.id = 3;
  first.selection = second.selection = sessions::Proposal{1, 1, {}, {{tt::ke, 31}}};
  bench.events().tell(sessions::IkeSaRekeyed{old_sa, first, true, {}, 5, 6});
  bench.events().tell(sessions::IkeSaRekeyed{old_sa, second, false, {}, 7, 8});
  REQUIRE(bench.of("ike-rekey-collision").size() == 1);
}

TEST_CASE("ike-rekey-collision is silent when one peer rekeys one SA after the other") {
  AuditBench bench;
  const auto sa = told_sa();
  auto next = rekey_of_first(3, 0x20);
  next.child.rekeyed_from = 2;
  bench.events().tell(rekey_of_first(2, 0x10).made(sa, true));
  bench.events().tell(next.made(sa, false));
  CHECK(bench.silent("ike-rekey-collision"));
}

}  // namespace espect::test::ike_rekey_collision
