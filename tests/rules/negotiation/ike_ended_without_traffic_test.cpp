// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_ended_without_traffic {
namespace {

// An IKE SA that comes up and is deleted `seconds` later, seen from outside.
AuditBench& play(AuditBench& bench, double seconds, bool traffic = false) {
  bench.ike(true, init_request({classical}))
      .ike(false, init_response(classical))
      .ike(true, encrypted(registry::exchange::ike_auth, 1, true, false));
  auto response = encrypted(registry::exchange::ike_auth, 1, false, true, 300);
  response[wire::ike::Header::octets] = registry::payload::idr;
  bench.ike(false, response, 1);
  if (traffic) bench.esp(0xc0ffee01, 1);
  // D of the IKE SA alone: 8 octets and Pad Length, behind IV and in front of the ICV of GCM.
  auto request = encrypted(registry::exchange::informational, 2, true, false, 8 + 9 + 16);
  request[wire::ike::Header::octets] = registry::payload::d;
  return bench.ike(true, request, 1 + seconds)
      .ike(false, encrypted(registry::exchange::informational, 2, false, true, 8 + 1 + 16),
           1 + seconds);
}

}  // namespace

TEST_CASE("ike-ended-without-traffic fires on an IKE SA that ended at once") {
  AuditBench bench;
  play(bench, 3).end(60);
  const auto* finding = bench.only("ike-ended-without-traffic");
  REQUIRE(finding != nullptr);
  CHECK(finding->certainty == rules::Certainty::inferred);
  CHECK(finding->severity == rules::Severity::info);
  CHECK(finding->evidence.text("seconds") == "3.0");
}

TEST_CASE("ike-ended-without-traffic is silent with traffic, and where the capture holds none") {
  AuditBench used;
  play(used, 3, true).end(60);
  CHECK(used.silent("ike-ended-without-traffic"));
  AuditBench ike_only;
  play(ike_only, 30).end(60);
  CHECK(ike_only.silent("ike-ended-without-traffic"));
}

}  // namespace espect::test::ike_ended_without_traffic
