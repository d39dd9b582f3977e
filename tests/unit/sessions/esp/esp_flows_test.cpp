// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/sessions.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"

using espect::test::AuditBench;

TEST_CASE("flows are kept by protocol, destination and SPI") {
  AuditBench bench;
  bench.esp(0xa, 1).esp(0xa, 2).esp(0xa, 1, false).esp(0xb, 1);
  const auto& flows = bench.sessions().flows();
  REQUIRE(flows.size() == 3);
  CHECK(flows[0].packets == 2);
  CHECK(flows[0].octets == 160);
  CHECK(flows[0].largest_outer == 100);
  CHECK(flows[0].first_frame == 1);
  CHECK(flows[0].last_frame == 2);
  CHECK(to_text(flows[1].path.destination) == "10.1.0.10");
}

TEST_CASE("a sequence number that wraps goes on in the next epoch") {
  AuditBench bench;
  bench.esp(0xa, 0xffff'fffe).esp(0xa, 0xffff'ffff).esp(0xa, 0).esp(0xa, 1);
  const auto& numbers = bench.sessions().flows()[0].numbers;
  CHECK(numbers.lost() == 0);
  CHECK(numbers.reordered == 0);
  CHECK(numbers.highest == 0x1'0000'0001);
}

TEST_CASE("every sender to a multicast address has numbers of its own") {
  espect::sessions::Subscriptions events;
  espect::sessions::Sessions sessions(events);
  const std::vector<std::uint8_t> packet(80, 0);
  for (const unsigned sender : {1U, 2U, 1U, 2U}) {
    espect::Datagram datagram;
    const std::uint8_t source[] = {10, 0, 0, static_cast<std::uint8_t>(sender)};
    const std::uint8_t group[] = {224, 0, 0, 5};
    datagram.path.source = espect::Address::v4_from(source);
    datagram.path.destination = espect::Address::v4_from(group);
    datagram.content = espect::Esp{packet, 0x1000, sender * 100};
    sessions.on(datagram);
  }
  REQUIRE(sessions.flows().size() == 2);
  CHECK(sessions.flows()[0].packets == 2);
}
