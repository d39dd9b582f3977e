// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_message_ip_fragmented {
namespace {

PayloadSpec fragmentation_supported() {
  return {registry::payload::n, notify_payload(registry::notify::ikev2_fragmentation_supported)};
}

}  // namespace

TEST_CASE("ike-message-ip-fragmented counts messages and says who offered RFC 7383") {
  AuditBench bench;
  bench.ike(true, init_request({classical}, 31, {fragmentation_supported()}))
      .ike(false, init_response(classical));
  bench.fragmented_ike(true, encrypted(registry::exchange::ike_auth, 1, true, false, 3000), 3);
  bench.fragmented_ike(false, encrypted(registry::exchange::ike_auth, 1, false, true, 2000), 2)
      .end();
  const auto findings = bench.of("ike-message-ip-fragmented");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 2);
  CHECK(findings[0]->frames == std::vector<std::uint32_t>{3, 4, 5, 6, 7});
  CHECK(findings[0]->evidence.text("ike_fragmentation_offered_by") == "only the initiator");
  CHECK(findings[0]->evidence.number("ip_fragments") == 5);
}

TEST_CASE("ike-message-ip-fragmented is silent when messages come whole") {
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, init_response(classical)).end();
  CHECK(bench.silent("ike-message-ip-fragmented"));
}

}  // namespace espect::test::ike_message_ip_fragmented
