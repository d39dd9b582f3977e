// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/datagram_recorder.h"

namespace espect::test {
namespace {

using espect::to_text;

TEST_CASE("AH gives itself with the header before it, and what it protects") {
  Recorder recorder;
  const Octets inside = ah(50, 0xa1, 5, esp(0xe5, 6));
  recorder.feed(ip4({.protocol = 51}, inside));
  REQUIRE(recorder.seen.size() == 2);
  CHECK(recorder.seen[0].as<Ah>().spi == 0xa1);
  CHECK(recorder.seen[0].as<Ah>().sequence == 5);
  CHECK(recorder.seen[0].bytes == inside);
  CHECK(recorder.seen[0].ip_header == part(ip4({.protocol = 51}, inside), 0, 20));
  CHECK(recorder.seen[1].as<Esp>().spi == 0xe5);
  CHECK(recorder.seen[1].bytes == esp(0xe5, 6));
  CHECK(recorder.seen[1].datagram.frame == 1);
  CHECK(recorder.stack.facts().ipsec_packets == 1);
}

TEST_CASE("AH in IPv6 with options before and after it") {
  Recorder recorder;
  const Octets inside = ah(60, 0xa1, 5, extension(50, esp(0xe5, 6)));
  const Octets packet = ip6(0, extension(51, inside));
  recorder.feed(packet);
  REQUIRE(recorder.seen.size() == 2);
  CHECK(recorder.seen[0].ip_header == part(packet, 0, 48));
  CHECK(recorder.seen[0].bytes == inside);
  CHECK(recorder.seen[1].bytes == esp(0xe5, 6));
}

TEST_CASE("AH whose length does not hold is still delivered itself") {
  Octets past_end = ah(50, 0xa1, 5, {});
  past_end[1] = 200;
  Octets too_small = ah(50, 0xa1, 5, esp(1, 1));
  too_small[1] = 0;
  Recorder recorder;
  recorder.feed(ip4({.protocol = 51}, past_end)).feed(ip4({.protocol = 51}, too_small));
  REQUIRE(recorder.seen.size() == 2);
  CHECK(recorder.seen[0].is<Ah>());
  CHECK(recorder.seen[1].is<Ah>());
  CHECK(recorder.stack.facts().malformed_packets == 2);
}

TEST_CASE("tunnels are unwrapped and the innermost header counts") {
  const Octets inner = ip4({.source_host = 9}, esp(1, 2));
  const std::pair<const char*, Octets> rows[] = {
      {"IPv4 in IPv4", ip4({.protocol = 4}, inner)},
      {"IPv4 in IPv6", ip6(4, inner)},
      {"IPv4 in IPv6 in IPv4", ip4({.protocol = 41}, ip6(4, inner))},
      {"GRE", ip4({.protocol = 47}, u16(0) + u16(0x0800) + inner)},
      {"GRE with checksum, key and sequence number",
       ip4({.protocol = 47}, u16(0xb000) + u16(0x0800) + counting(12) + inner)},
      {"GRE with key", ip6(47, u16(0x2000) + u16(0x0800) + counting(4) + inner)},
      {"AH in tunnel mode", ip4({.protocol = 51}, ah(4, 3, 4, inner))},
      {"four around it",
       ip4({.protocol = 4},
           ip4({.protocol = 4}, ip4({.protocol = 4}, ip4({.protocol = 4}, inner))))},
  };
  for (const auto& [what, packet] : rows) {
    INFO(what);
    Recorder recorder;
    recorder.feed(packet);
    REQUIRE_FALSE(recorder.seen.empty());
    const Seen& last = recorder.seen.back();
    CHECK(last.bytes == esp(1, 2));
    CHECK(to_text(last.datagram.path.source) == "10.0.0.9");
    CHECK(last.datagram.ip.packet_octets == 52);
    CHECK(recorder.stack.facts().ipsec_packets == 1);
  }
}

TEST_CASE("tunnels that are not followed are told") {
  const Octets inner = ip4({}, esp(1, 2));
  Octets deep = inner;
  for (int i = 0; i < 5; ++i) deep = ip4({.protocol = 4}, deep);
  Octets labels;
  for (int i = 0; i < 17; ++i) labels = Octets(12, 2) + u16(0x6558) + labels;
  const std::pair<const char*, Octets> rows[] = {
      {"IP inside more than 4 other IP packets", deep},
      {"GRE with a source route",
       ip4({.protocol = 47}, u16(0x4000) + u16(0x0800) + counting(4) + inner)},
      {"GRE of an unknown version",
       ip4({.protocol = 47}, u16(0x2001) + u16(0x0800) + counting(4) + inner)},
      {"more than 16 headers of links and tunnels",
       ip4({.protocol = 47}, u16(0) + u16(0x6558) + labels + ethernet(0x0800, inner))},
  };
  for (const auto& [what, packet] : rows) {
    INFO(what);
    Recorder recorder;
    recorder.feed(packet);
    CHECK(recorder.seen.empty());
    const auto closed = recorder.stack.facts().not_looked_into();
    REQUIRE(closed.size() == 1);
    CHECK(closed[0].what == what);
    CHECK(closed[0].packets == 1);
  }
  Recorder recorder;
  recorder.feed(ip4({.protocol = 47}, u16(0xb000) + u16(0x0800)));
  CHECK(recorder.seen.empty());
}

TEST_CASE("the snap length reaches into a tunnel") {
  Recorder recorder;
  const Octets packet = ip4({.protocol = 4}, ip4({}, esp(1, 2, 24)));
  recorder.feed(part(packet, 0, 60), 101, 12);
  REQUIRE(recorder.seen.size() == 1);
  CHECK(recorder.seen[0].bytes == part(esp(1, 2, 24), 0, 20));
  CHECK(recorder.seen[0].datagram.cut_octets == 12);
}

TEST_CASE("IPsec that was cut before its first fields is told, and no fault of anybody") {
  const Octets whole[] = {ip4({}, esp(0xc1, 2)), ip4({.protocol = 51}, Octets(24, 1)),
                          ip4({.protocol = 17}, udp(4500, 4500, esp(0xc1, 2)))};
  for (const Octets& packet : whole) {
    Recorder recorder;
    recorder.feed(part(packet, 0, 24), 101, static_cast<std::uint32_t>(packet.size() - 24));
    CHECK(recorder.seen.empty());
    CHECK(recorder.stack.facts().malformed_packets == 0);
    REQUIRE(recorder.stack.facts().not_looked_into().size() == 1);
    CHECK(recorder.stack.facts().not_looked_into()[0].what ==
          "IPsec that the snap length cut before its first fields");
  }
}

}  // namespace
}  // namespace espect::test
