// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test {
namespace {

struct Unanswered {
  sessions::IkeSa sa;
  Unanswered(std::uint32_t octets, std::uint32_t transmissions) {
    sa.id = 1;
    sa.initiator.address = alice();
    sa.responder.address = bob();
    sessions::Exchange small;
    small.largest_packet = 400;
    small.response_frame = 2;
    sessions::Exchange large;
    large.message_id = 1;
    large.largest_packet = octets;
    large.transmissions = transmissions;
    large.request_frames = {3, 4};
    sa.exchanges = {small, large};
  }
  sessions::ExchangeUnanswered event() const { return {sa, sa.exchanges[1], 30}; }
};

TEST_CASE("path-mtu-blackhole fires on a large request that was repeated in vain") {
  AuditBench bench;
  const Unanswered large(1492, 4);
  bench.tell(large.event());
  const auto* finding = bench.only("path-mtu-blackhole");
  REQUIRE(finding != nullptr);
  CHECK(finding->frames == std::vector<std::uint32_t>{3, 4});
}

TEST_CASE("path-mtu-blackhole is silent about small requests and where ICMP says why") {
  AuditBench small;
  const Unanswered request(400, 4);
  small.tell(request.event());
  CHECK(small.silent("path-mtu-blackhole"));
  AuditBench told;
  sessions::IcmpError error;
  error.quoted.source = alice();
  error.quoted.destination = bob();
  const Unanswered large(1492, 4);
  told.tell(sessions::IcmpErrorSeen{told.datagram(false), error}).tell(large.event());
  CHECK(told.silent("path-mtu-blackhole"));
}

}  // namespace
}  // namespace espect::test
