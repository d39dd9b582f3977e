// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_message_id_regression {
namespace {

std::vector<std::uint8_t> request(std::uint32_t id, bool from_initiator = true,
                                  std::uint8_t type = registry::exchange::informational) {
  return encrypted(type, id, from_initiator, false, 100, std::uint8_t(id));
}
AuditBench& started(AuditBench& bench) {
  return bench.ike(true, init_request({classical})).ike(false, init_response(classical));
}

}  // namespace

TEST_CASE("ike-message-id-regression fires on an id that another exchange used") {
  AuditBench bench;
  started(bench).ike(true, request(1, true, registry::exchange::ike_auth));
  bench.ike(true, request(2)).ike(true, request(0)).end();
  const auto findings = bench.of("ike-message-id-regression");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 1);
  CHECK(findings[0]->sentence() ==
        "10.1.0.10 sent INFORMATIONAL with message id 0 after 2, an id that was used for "
        "IKE_SA_INIT");
}

TEST_CASE("ike-message-id-regression fires on a sudden jump and on a fall") {
  AuditBench jump;
  started(jump).ike(true, request(1), 0.1).ike(true, request(40), 0.2).end();
  CHECK(jump.of("ike-message-id-regression").size() == 1);
  AuditBench fall;
  fall.ike(true, request(100)).ike(true, request(10)).end();
  CHECK(fall.of("ike-message-id-regression").size() == 1);
}

TEST_CASE(
    "ike-message-id-regression is silent on windows, gaps, copies and the other side's zero") {
  AuditBench bench;
  started(bench).ike(true, request(1), 0.1).ike(true, request(3), 0.2).ike(true, request(2), 0.3);
  bench.ike(true, request(2), 0.4).ike(false, request(0, false), 0.5);
  bench.ike(true, request(60), 100).end(100);
  CHECK(bench.silent("ike-message-id-regression"));
}

}  // namespace espect::test::ike_message_id_regression
