// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/datagram_recorder.h"

namespace espect::test {
namespace {

const Octets marker = {0, 0, 0, 0};

Octets in_udp(unsigned source, unsigned destination, const Octets& data, int length = -1) {
  return ip4({.protocol = 17}, udp(source, destination, data, length));
}

TEST_CASE("IKE on port 500 and, behind the marker, on port 4500") {
  struct Row {
    unsigned source;
    unsigned destination;
    Octets data;
    Octets message;
    bool marker;
  };
  // An initiator SPI may begin with four zero octets.
  const Octets zero_spi = marker + part(ike(48), 4, 44);
  const Row rows[] = {
      {500, 500, ike(), ike(), false},
      {500, 31000, ike(), ike(), false},
      {31000, 500, ike(), ike(), false},
      {4500, 500, ike(), ike(), false},
      {500, 500, {1}, {1}, false},
      {500, 500, marker + ike(), ike(), true},
      {500, 500, zero_spi, zero_spi, false},
      {500, 500, marker + Octets(40, 0x77), marker + Octets(40, 0x77), false},
      {4500, 4500, marker + ike(), ike(), true},
      {31000, 4500, marker + ike(), ike(), true},
      {4500, 31000, marker + Octets{1}, {1}, true},
      {500, 4500, marker + ike(), ike(), true},
  };
  for (const Row& row : rows) {
    INFO(row.source << " > " << row.destination << ", " << row.data.size() << " octets");
    Recorder recorder;
    recorder.feed(in_udp(row.source, row.destination, row.data));
    REQUIRE(recorder.seen.size() == 1);
    CHECK(recorder.seen[0].as<Ike>().non_esp_marker == row.marker);
    CHECK(recorder.seen[0].bytes == row.message);
    const auto& path = recorder.seen[0].datagram.path;
    CHECK(path.source_port == row.source);
    CHECK(path.destination_port == row.destination);
    CHECK(path.encapsulation == Encapsulation::udp);
  }
}

TEST_CASE("ESP and keepalives on port 4500") {
  Recorder recorder;
  recorder.feed(in_udp(4500, 4500, esp(0xc1, 9)))
      .feed(in_udp(4500, 31000, esp(0xc1, 10, 0)))
      .feed(in_udp(31000, 4500, {0xff}) + Octets(17, 0));  // with padding of the link
  REQUIRE(recorder.seen.size() == 3);
  CHECK(recorder.seen[0].as<Esp>().spi == 0xc1);
  CHECK(recorder.seen[0].as<Esp>().sequence == 9);
  CHECK(recorder.seen[0].bytes == esp(0xc1, 9));
  CHECK(recorder.seen[0].datagram.path.encapsulation == Encapsulation::udp);
  CHECK(recorder.seen[1].bytes == esp(0xc1, 10, 0));
  CHECK(recorder.seen[2].is<Keepalive>());
}

TEST_CASE("what is nothing on these ports, and other ports") {
  Recorder recorder;
  recorder.feed(in_udp(500, 500, {}))
      .feed(in_udp(4500, 4500, {}))
      .feed(in_udp(4500, 4500, {0xfe}))
      .feed(in_udp(4500, 4500, marker))
      .feed(in_udp(4500, 4500, {1, 2, 3, 4, 5, 6, 7}))
      .feed(in_udp(53, 31000, part(ike(), 0, 39)));
  CHECK(recorder.seen.empty());
  CHECK(recorder.stack.facts().ipsec_packets == 0);
  CHECK(recorder.stack.facts().malformed_packets == 0);
}

TEST_CASE("what is too short for IKE on its port is handed on, and is no IPsec packet") {
  Recorder recorder;
  recorder.feed(in_udp(500, 500, {1}))
      .feed(in_udp(500, 500, part(ike(48), 0, 27)))
      .feed(in_udp(4500, 4500, marker + part(ike(48), 0, 27)));
  CHECK(recorder.seen.size() == 3);
  CHECK(recorder.stack.facts().ipsec_packets == 0);
  recorder.feed(in_udp(500, 500, part(ike(48), 0, 28)));
  CHECK(recorder.stack.facts().ipsec_packets == 1);
}

TEST_CASE("the smaller of the UDP length and the IP length counts") {
  Recorder recorder;
  recorder
      .feed(in_udp(500, 500, ike() + Octets(5, 0xee), 48))  // octets behind the UDP datagram
      .feed(in_udp(500, 500, ike(), 0))                     // the rest of the IP packet
      .feed(in_udp(500, 500, ike(), 60));                   // past the end
  REQUIRE(recorder.seen.size() == 3);
  for (const Seen& one : recorder.seen) CHECK(one.bytes == ike());
  CHECK(recorder.stack.facts().malformed_packets == 1);
  recorder.feed(in_udp(500, 500, ike(), 7))
      .feed(ip4({.protocol = 17}, part(udp(500, 500, {}), 0, 7)));
  CHECK(recorder.seen.size() == 3);
  CHECK(recorder.stack.facts().malformed_packets == 3);
}

TEST_CASE("the snap length cuts IKE") {
  Recorder recorder;
  recorder.feed(part(in_udp(500, 500, ike()), 0, 20 + 8 + 30), 101, 10);
  REQUIRE(recorder.seen.size() == 1);
  CHECK(recorder.seen[0].bytes == part(ike(), 0, 30));
  CHECK(recorder.seen[0].datagram.cut_octets == 10);
}

TEST_CASE("TCP on port 4500 with a broken header is counted") {
  Recorder recorder;
  recorder.feed(ip4({.protocol = 6}, u16(31000) + u16(4500) + counting(30)))
      .feed(ip6(6, u16(4500) + u16(31000) + counting(30)))
      .feed(ip4({.protocol = 6}, u16(443) + u16(31000) + counting(30)));
  CHECK(recorder.stack.facts().tcp_4500_packets == 2);
  CHECK(recorder.stack.facts().ipsec_packets == 0);
  CHECK(recorder.seen.empty());
}

}  // namespace
}  // namespace espect::test
