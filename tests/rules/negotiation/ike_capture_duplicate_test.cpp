// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/sessions.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_capture_duplicate {
namespace {

// Alice's request as a capture on several interfaces sees it.
class Router {
 public:
  void see(double seconds, std::uint8_t ttl, std::uint32_t identification) {
    const auto octets = init_request({classical});
    Datagram datagram = bench.datagram(true, seconds);
    datagram.time = at(seconds);
    datagram.path = {alice, bob, 500, 500, Encapsulation::udp};
    datagram.ip.ttl = ttl;
    datagram.ip.identification = identification;
    datagram.content = Ike{octets, false};
    bench.sessions().on(datagram);
  }
  std::string sentence() {
    bench.end(20);
    const auto* finding = bench.only("ike-capture-duplicate");
    REQUIRE(finding != nullptr);
    return finding->sentence();
  }

  AuditBench bench;
};

}  // namespace

TEST_CASE("ike-capture-duplicate says what messages took between two points of the path") {
  Router router;
  router.see(1, 64, 7);
  router.see(1.0002, 63, 7);
  router.see(2, 64, 8);  // sent again
  router.see(2.0005, 63, 8);
  router.see(3, 64, 9);  // and lost between the points
  CHECK(router.sentence() ==
        "2 messages of IKE SA 1 were captured on both sides of a hop: the same octets and IP "
        "identification with another TTL; the first sighting is the one that counts; between the "
        "points they took 0.200 to 0.500 ms, and 1 message of this SA was seen on one side only");
  const auto* finding = router.bench.only("ike-capture-duplicate");
  CHECK(finding->frames == std::vector<std::uint32_t>{2, 4});
  CHECK(finding->evidence.number("hops") == 1);
  CHECK(finding->certainty == rules::Certainty::inferred);
  CHECK(router.bench.of("ike-retransmission").size() == 1);
}

TEST_CASE("ike-capture-duplicate names copies at one point") {
  Router router;
  router.see(1, 64, 7);
  router.see(1.001, 64, 7);
  const auto said = router.sentence();
  CHECK(said.starts_with("1 message of IKE SA 1 was captured twice within milliseconds"));
  CHECK(said.find("between the points") == std::string::npos);
  CHECK(router.bench.silent("ike-retransmission"));
}

TEST_CASE("ike-capture-duplicate is silent when a message was sent again") {
  Router router;
  router.see(1, 64, 7);
  router.see(2, 64, 8);
  router.see(3, 63, 9);
  router.bench.end(20);
  CHECK(router.bench.silent("ike-capture-duplicate"));
  CHECK(router.bench.of("ike-retransmission").size() == 1);
}

}  // namespace espect::test::ike_capture_duplicate
