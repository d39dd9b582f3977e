// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/sessions.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_second_sighting_test {
namespace {

// Alice's messages as a capture on several interfaces sees them.
struct Capture {
  Capture() {
    events.to<sessions::IkeMessageSeen>([this](const sessions::IkeMessageSeen& event) {
      (event.second_sighting ? again : first) += 1;
    });
  }
  void see(double seconds, std::uint8_t ttl, std::uint32_t identification,
           const Address& from = alice) {
    const auto octets = init_request({classical});
    Datagram datagram;
    datagram.frame = ++frame;
    datagram.time = at(seconds);
    datagram.path = {from, bob, 500, 500, Encapsulation::udp};
    datagram.ip.ttl = ttl;
    datagram.ip.identification = identification;
    datagram.content = Ike{octets, false};
    sessions.on(datagram);
  }
  const sessions::IkeSa& sa() const { return sessions.ike_sas()[0]; }

  sessions::Subscriptions events;
  sessions::Sessions sessions{events};
  std::uint32_t frame = 0;
  unsigned first = 0;
  unsigned again = 0;
};

TEST_CASE("a message that the capture saw on both sides of a router was sent once") {
  Capture capture;
  capture.see(1, 64, 77);
  capture.see(1.00005, 63, 77);
  capture.see(1.0001, 63, 77);  // a mirror of both directions
  CHECK(capture.first == 1);
  CHECK(capture.again == 2);
  CHECK(capture.sa().messages == 1);
  CHECK(capture.sa().retransmissions == 0);
  CHECK(capture.sa().exchanges.front().transmissions == 1);
}

TEST_CASE("behind a NAT it is the same message still, with another source address") {
  Capture capture;
  capture.see(1, 64, 77);
  capture.see(1.00005, 63, 77, *address_from("198.51.100.1"));
  CHECK(capture.again == 1);
  CHECK(capture.sa().messages == 1);
}

TEST_CASE("another IP packet, a late one and one on another path were sent again") {
  Capture other;
  other.see(1, 64, 77);
  other.see(1.00005, 63, 78);
  CHECK(other.sa().retransmissions == 1);
  Capture late;
  late.see(1, 64, 77);
  late.see(1.5, 63, 77);
  CHECK(late.sa().retransmissions == 1);
  Capture path;  // MOBIKE tries two at once; IPv6 has no identification
  path.see(1, 64, 0);
  path.see(1.001, 64, 0, *address_from("198.51.100.1"));
  CHECK(path.sa().retransmissions == 1);
  CHECK(path.again == 0);
}

}  // namespace
}  // namespace espect::test::ike_second_sighting_test
