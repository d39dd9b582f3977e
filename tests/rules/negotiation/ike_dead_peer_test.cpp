// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_dead_peer {
namespace {

// AES-GCM: IV 8, pad length 1, ICV 16.
constexpr std::size_t nothing_inside = 25;

AuditBench& established(AuditBench& bench) {
  return bench.ike(true, init_request({classical}))
      .ike(false, init_response(classical))
      .ike(true, encrypted(registry::exchange::ike_auth, 1, true, false))
      .ike(false, encrypted(registry::exchange::ike_auth, 1, false, true));
}

}  // namespace

TEST_CASE("ike-dead-peer infers an empty INFORMATIONAL from its length") {
  AuditBench bench;
  const auto check = encrypted(registry::exchange::informational, 2, true, false, nothing_inside);
  established(bench).ike(true, check, 10).ike(true, check, 14).end(30);
  const auto findings = bench.of("ike-dead-peer");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 1);
  CHECK(findings[0]->certainty == rules::Certainty::inferred);
  CHECK(findings[0]->evidence.number("transmissions") == 2);
  CHECK(findings[0]->frames == std::vector<std::uint32_t>{5, 6});
}

TEST_CASE("ike-dead-peer is silent on longer requests and on answered checks") {
  AuditBench longer;
  const auto other = encrypted(registry::exchange::informational, 2, true, false, 33);
  established(longer).ike(true, other, 10).ike(true, other, 14).end(30);
  CHECK(longer.silent("ike-dead-peer"));
  AuditBench answered;
  established(answered)
      .ike(true, encrypted(registry::exchange::informational, 2, true, false, nothing_inside), 10)
      .ike(false, encrypted(registry::exchange::informational, 2, false, true, nothing_inside), 11)
      .end(30);
  CHECK(answered.silent("ike-dead-peer"));
}

}  // namespace espect::test::ike_dead_peer
