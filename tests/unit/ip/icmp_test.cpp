// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/datagram_recorder.h"

namespace espect::test {
namespace {

const Octets quoted_esp4 = ip4({}, esp(0xc1, 9));
const Octets quoted_esp6 = ip6(50, esp(0xc1, 9));

Octets error4(std::uint8_t type, std::uint8_t code, std::uint32_t rest, const Octets& quote) {
  return ip4({.protocol = 1, .source_host = 77}, icmp(type, code, rest, quote));
}
Octets error6(std::uint8_t type, std::uint8_t code, std::uint32_t rest, const Octets& quote) {
  return ip6(58, icmp(type, code, rest, quote));
}

TEST_CASE("fragmentation needed about ESP") {
  Recorder recorder;
  recorder.feed(error4(3, 4, 1400, part(quoted_esp4, 0, 28)));
  REQUIRE(recorder.seen.size() == 1);
  const auto& error = recorder.seen[0].as<IcmpError>();
  CHECK(error.reason == IcmpReason::fragmentation_needed);
  CHECK(error.mtu == 1400);
  CHECK(error.carried == Carried::esp);
  CHECK(error.spi == 0xc1);
  CHECK(error.sequence == 9);
  CHECK(error.quoted_packet_octets == 52);
  CHECK(to_text(error.quoted.source) == "10.0.0.1");
  CHECK(to_text(error.quoted.destination) == "10.0.0.2");
  CHECK(to_text(recorder.seen[0].datagram.path.source) == "10.0.0.77");
  CHECK(recorder.stack.facts().ipsec_packets == 1);
  CHECK(recorder.stack.facts().malformed_packets == 0);
}

TEST_CASE("packet too big about ESP behind options") {
  Recorder recorder;
  recorder.feed(error6(2, 0, 100'000, ip6(60, extension(50, esp(0xc1, 9)))));
  REQUIRE(recorder.seen.size() == 1);
  const auto& error = recorder.seen[0].as<IcmpError>();
  CHECK(error.reason == IcmpReason::fragmentation_needed);
  CHECK(error.mtu == 100'000);
  CHECK(error.spi == 0xc1);
  CHECK(error.quoted_packet_octets == 40 + 8 + 32);
  CHECK(to_text(error.quoted.destination) == "fd00::2");
}

TEST_CASE("reasons of ICMP") {
  struct Row {
    std::uint8_t type, code;
    IcmpReason reason;
  };
  const Row rows[] = {
      {3, 0, IcmpReason::network_unreachable},
      {3, 1, IcmpReason::host_unreachable},
      {3, 2, IcmpReason::protocol_unreachable},
      {3, 3, IcmpReason::port_unreachable},
      {3, 4, IcmpReason::fragmentation_needed},
      {3, 5, IcmpReason::other},
      {3, 6, IcmpReason::network_unreachable},
      {3, 7, IcmpReason::host_unreachable},
      {3, 9, IcmpReason::prohibited},
      {3, 10, IcmpReason::prohibited},
      {3, 11, IcmpReason::network_unreachable},
      {3, 12, IcmpReason::host_unreachable},
      {3, 13, IcmpReason::prohibited},
      {4, 0, IcmpReason::other},
      {11, 0, IcmpReason::time_exceeded},
      {11, 1, IcmpReason::time_exceeded},
      {12, 0, IcmpReason::other},
  };
  for (const Row& row : rows) {
    INFO(int{row.type} << "/" << int{row.code});
    Recorder recorder;
    recorder.feed(error4(row.type, row.code, 0, quoted_esp4));
    REQUIRE(recorder.seen.size() == 1);
    CHECK(recorder.seen[0].as<IcmpError>().reason == row.reason);
    CHECK(recorder.seen[0].as<IcmpError>().type == row.type);
    CHECK(recorder.seen[0].as<IcmpError>().code == row.code);
    CHECK(recorder.seen[0].as<IcmpError>().mtu == 0);
  }
}

TEST_CASE("reasons of ICMPv6") {
  struct Row {
    std::uint8_t type, code;
    IcmpReason reason;
  };
  const Row rows[] = {
      {1, 0, IcmpReason::network_unreachable},
      {1, 1, IcmpReason::prohibited},
      {1, 2, IcmpReason::other},
      {1, 3, IcmpReason::host_unreachable},
      {1, 4, IcmpReason::port_unreachable},
      {1, 5, IcmpReason::prohibited},
      {1, 6, IcmpReason::prohibited},
      {3, 0, IcmpReason::time_exceeded},
      {4, 0, IcmpReason::other},
      {4, 1, IcmpReason::protocol_unreachable},
  };
  for (const Row& row : rows) {
    INFO(int{row.type} << "/" << int{row.code});
    Recorder recorder;
    recorder.feed(error6(row.type, row.code, 0, quoted_esp6));
    REQUIRE(recorder.seen.size() == 1);
    CHECK(recorder.seen[0].as<IcmpError>().reason == row.reason);
  }
}

TEST_CASE("what is quoted") {
  struct Row {
    const char* what;
    Octets quote;
    Carried carried;
    std::uint32_t spi;
    std::uint32_t sequence;
    Octets ike;
  };
  const Octets marker = {0, 0, 0, 0};
  const auto in_udp = [](unsigned port, const Octets& data) {
    return ip4({.protocol = 17}, udp(port, port, data));
  };
  const Row rows[] = {
      {"ESP, only the SPI", part(quoted_esp4, 0, 24), Carried::esp, 0xc1, 0, {}},
      {"ESP, only the header of IP", part(quoted_esp4, 0, 20), Carried::esp, 0, 0, {}},
      {"ESP behind IPv4 options",
       ip4({.options = {1, 1, 1, 0}}, esp(0xc1, 9)),
       Carried::esp,
       0xc1,
       9,
       {}},
      {"AH", ip4({.protocol = 51}, ah(50, 0xa1, 5, {})), Carried::ah, 0xa1, 5, {}},
      {"AH, 8 octets",
       part(ip4({.protocol = 51}, ah(50, 0xa1, 5, {})), 0, 28),
       Carried::ah,
       0xa1,
       0,
       {}},
      {"IKE", in_udp(500, ike()), Carried::ike, 0, 0, ike()},
      {"IKE, 8 octets", part(in_udp(500, ike()), 0, 28), Carried::ike, 0, 0, {}},
      {"IKE behind the marker", in_udp(4500, marker + ike()), Carried::ike, 0, 0, ike()},
      {"ESP in UDP", in_udp(4500, esp(0xc1, 9)), Carried::esp, 0xc1, 9, {}},
      {"port 4500, 8 octets", part(in_udp(4500, esp(0xc1, 9)), 0, 28), Carried::unknown, 0, 0, {}},
      {"keepalive", in_udp(4500, {0xff}) + Octets(7, 0), Carried::unknown, 0, 0, {}},
      {"a later fragment of ESP", ip4({.offset = 1480}, esp(0xc1, 9)), Carried::esp, 0, 0, {}},
      {"the first fragment of ESP", ip4({.more = true}, esp(0xc1, 9)), Carried::esp, 0xc1, 9, {}},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    Recorder recorder;
    recorder.feed(error4(3, 3, 0, row.quote));
    REQUIRE(recorder.seen.size() == 1);
    const auto& error = recorder.seen[0].as<IcmpError>();
    CHECK(error.carried == row.carried);
    CHECK(error.spi == row.spi);
    CHECK(error.sequence == row.sequence);
    CHECK(recorder.seen[0].bytes == row.ike);
  }
}

TEST_CASE("quoted ports and an IPv6 fragment with options behind the Fragment header") {
  Recorder recorder;
  recorder.feed(error4(3, 3, 0, ip4({.protocol = 17}, udp(4500, 31000, esp(1, 1)))))
      .feed(error6(1, 4, 0, ip6(44, fragment6(60, 0, true, 5, extension(50, esp(0xc1, 9))))));
  REQUIRE(recorder.seen.size() == 2);
  const auto& quoted = recorder.seen[0].as<IcmpError>().quoted;
  CHECK(quoted.source_port == 4500);
  CHECK(quoted.destination_port == 31000);
  CHECK(quoted.encapsulation == Encapsulation::udp);
  CHECK(recorder.seen[1].as<IcmpError>().spi == 0xc1);
}

TEST_CASE("RFC 4884 extensions do not belong to the quote") {
  const Octets quote = part(ip4({.protocol = 17}, udp(500, 500, ike(400))), 0, 128);
  Recorder recorder;
  recorder.feed(error4(11, 0, 32U << 16, quote + Octets(20, 0xee)));
  REQUIRE(recorder.seen.size() == 1);
  CHECK(recorder.seen[0].bytes == part(ike(400), 0, 100));
}

TEST_CASE("errors and messages that are not about IPsec") {
  Recorder recorder;
  recorder.feed(error4(3, 3, 0, ip4({.protocol = 17}, udp(53, 31000, counting(30)))))
      .feed(error4(3, 1, 0, ip4({.protocol = 6}, counting(30))))
      .feed(error4(8, 0, 0, quoted_esp4))  // echo request
      .feed(error4(5, 1, 0, quoted_esp4))  // redirect
      .feed(error6(128, 0, 0, quoted_esp6))
      .feed(error4(3, 3, 0, quoted_esp6))
      .feed(error6(1, 4, 0, quoted_esp4))
      .feed(ip4({.protocol = 58}, icmp(1, 4, 0, quoted_esp6)))
      .feed(error4(3, 3, 0, ip4({.protocol = 17, .offset = 1480}, counting(30))))
      .feed(error4(3, 3, 0, {}))
      .feed(ip4({.protocol = 1}, {3, 4, 0, 0}));
  CHECK(recorder.seen.empty());
  CHECK(recorder.stack.facts().ipsec_packets == 0);
}

}  // namespace
}  // namespace espect::test
