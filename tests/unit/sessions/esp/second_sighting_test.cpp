// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/sessions.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"

namespace espect::test::second_sighting_test {
namespace {

// Alice's packets to bob as a router sees them that captures on both of its interfaces.
struct Router {
  Router() {
    events.to<sessions::EspCapturedTwice>([this](const sessions::EspCapturedTwice& event) {
      hops.push_back(event.hops);
      delay = event.delay;
    });
  }
  void see(std::uint32_t sequence, double seconds, std::uint8_t ttl,
           std::uint32_t identification = 7) {
    std::vector<std::uint8_t> packet(64, static_cast<std::uint8_t>(sequence));
    Datagram datagram;
    datagram.frame = ++frame;
    datagram.time = at(seconds);
    datagram.path.source = alice;
    datagram.path.destination = bob;
    datagram.ip.ttl = ttl;
    datagram.ip.identification = identification;
    datagram.content = Esp{packet, 0x100, sequence};
    sessions.on(datagram);
  }
  const sessions::EspFlow& flow() const { return sessions.flows()[0]; }

  sessions::Subscriptions events;
  sessions::Sessions sessions{events};
  std::vector<unsigned> hops;
  std::int64_t delay = 0;  // the newest
  std::uint32_t frame = 0;
};

TEST_CASE("the second sighting says how long the hop took") {
  Router router;
  router.see(1, 0, 64);
  router.see(2, 0.001, 64);
  router.see(1, 0.002, 63);
  REQUIRE(router.hops == std::vector<unsigned>{1});
  CHECK(router.delay == 2'000'000);
}

TEST_CASE("a packet seen on both sides of a router is one packet, judged where it came first") {
  Router router;
  for (std::uint32_t number = 1; number <= 10; ++number) {
    router.see(number, number, 64);
    router.see(number, number + 0.00005, 63);
  }
  CHECK(router.flow().packets == 10);
  CHECK(router.flow().second_sightings == 10);
  CHECK(router.flow().duplicates() == 0);
  CHECK(router.hops == std::vector<unsigned>(10, 1));
  CHECK(router.sessions.facts().second_sightings == 10);
}

TEST_CASE("a repeat is no second sighting when it is another IP packet, or comes late") {
  Router router;
  router.see(1, 1, 64);
  router.see(1, 1.001, 63, 8);
  router.see(2, 2, 64);
  router.see(2, 2.2, 63);
  router.see(3, 3, 64);
  router.see(3, 3.001, 20);  // no path has so many routers in one capture
  CHECK(router.flow().second_sightings == 0);
  CHECK(router.flow().duplicates() == 3);
}

TEST_CASE("a copy at the same point is the capture's") {
  Router router;
  router.see(1, 1, 64);
  router.see(1, 1.001, 64);
  CHECK(router.flow().capture_duplicates == 1);
  CHECK(router.flow().packets == 2);
  CHECK(router.hops == std::vector<unsigned>{0});
}

}  // namespace
}  // namespace espect::test::second_sighting_test
