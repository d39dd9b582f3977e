// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/unit/network/recorder.h"

namespace espect::tests {
namespace {

using espect::to_text;

TEST_CASE("facts of an IPv4 packet") {
  Recorder recorder;
  recorder.feed(
      ip4({.identification = 0xabcd, .dont_fragment = true, .options = {1, 1, 1, 0}}, esp(1, 2)));
  REQUIRE(recorder.seen.size() == 1);
  const auto& [datagram, bytes, header, frames] = recorder.seen[0];
  CHECK(datagram.frame == 1);
  CHECK(datagram.time == Time{1'000'000'000});
  CHECK(to_text(datagram.path.source) == "10.0.0.1");
  CHECK(to_text(datagram.path.destination) == "10.0.0.2");
  CHECK(datagram.path.encapsulation == Encapsulation::none);
  CHECK(datagram.ip.packet_octets == 20 + 4 + 32);
  CHECK(datagram.ip.largest_piece == 56);
  CHECK(datagram.ip.identification == 0xabcd);
  CHECK(datagram.ip.ttl == 64);
  CHECK(datagram.ip.traffic_class == 0xb8);
  CHECK(datagram.ip.dont_fragment);
  CHECK(datagram.ip.fragments == 0);
  CHECK(datagram.cut_octets == 0);
  CHECK(frames.empty());
  CHECK(bytes == esp(1, 2));
}

TEST_CASE("facts of an IPv6 packet behind every extension header") {
  Octets payload = esp(1, 2);
  std::uint8_t next = 50;
  for (const std::uint8_t header : std::initializer_list<std::uint8_t>{140, 139, 135, 60, 43, 0}) {
    payload = extension(next, payload);
    next = header;
  }
  Recorder recorder;
  recorder.feed(ip6(next, payload));
  REQUIRE(recorder.seen.size() == 1);
  const auto& datagram = recorder.seen[0].datagram;
  CHECK(to_text(datagram.path.source) == "fd00::1");
  CHECK(to_text(datagram.path.destination) == "fd00::2");
  CHECK(datagram.ip.packet_octets == 40 + 6 * 8 + 32);
  CHECK(datagram.ip.ttl == 63);
  CHECK(datagram.ip.traffic_class == 0xb8);
  CHECK(datagram.ip.dont_fragment);
  CHECK(recorder.seen[0].bytes == esp(1, 2));
}

TEST_CASE("lengths of IPv4: padding, segmentation offload, snap length, lies") {
  struct Row {
    const char* what;
    Octets packet;
    std::uint32_t cut;  // by the snap length
    Octets bytes;
    std::uint32_t cut_octets;
    std::uint32_t packet_octets;
    std::uint64_t malformed;
  };
  const Octets whole = esp(1, 2, 24);
  const Octets packet = ip4({}, whole);
  const Row rows[] = {
      {"padding of the link", packet + Octets(9, 0), 0, whole, 0, 52, 0},
      {"total length 0", ip4({.total_length = 0}, whole), 0, whole, 0, 52, 0},
      {"total length 0, cut", ip4({.total_length = 0}, whole), 100, whole, 100, 152, 0},
      {"cut", part(packet, 0, 30), 22, part(whole, 0, 10), 22, 52, 0},
      {"cut, with padding that was not captured", part(packet, 0, 50), 12, part(whole, 0, 30), 2,
       52, 0},
      {"longer than the wire", part(packet, 0, 44), 0, part(whole, 0, 24), 8, 52, 1},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    Recorder recorder;
    recorder.feed(row.packet, 101, row.cut);
    REQUIRE(recorder.seen.size() == 1);
    CHECK(recorder.seen[0].bytes == row.bytes);
    CHECK(recorder.seen[0].datagram.cut_octets == row.cut_octets);
    CHECK(recorder.seen[0].datagram.ip.packet_octets == row.packet_octets);
    CHECK(recorder.stack.facts().malformed_packets == row.malformed);
  }
}

TEST_CASE("headers that contradict themselves are counted, headers that are cut are not") {
  Octets short_header = ip4({}, esp(1, 2));
  short_header[0] = 0x44;
  Octets version = ip4({}, esp(1, 2));
  version[0] = 0x55;
  Recorder recorder;
  recorder.feed(short_header)
      .feed(version)
      .feed(ip4({.total_length = 19}, esp(1, 2)))
      .feed(part(ip4({}, {}), 0, 19))
      .feed(part(ip6(50, {}), 0, 39))
      .feed(ip6(0, {50, 1, 0, 0, 0, 0, 0, 0}))  // 16 octets promised
      .feed(ip4({}, counting(7)))               // ESP wants 8
      .feed(ip4({.protocol = 51}, counting(11)));
  CHECK(recorder.seen.empty());
  CHECK(recorder.stack.facts().malformed_packets == 8);
  recorder.feed(part(ip4({}, esp(1, 2)), 0, 12), 101, 40)
      .feed(part(ip6(0, extension(50, esp(1, 2))), 0, 41), 101, 60)
      .feed(part(ip4({}, esp(1, 2)), 0, 26), 101, 26);
  CHECK(recorder.seen.empty());
  CHECK(recorder.stack.facts().malformed_packets == 8);
}

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

TEST_CASE("tunnels that are not followed") {
  const Octets inner = ip4({}, esp(1, 2));
  Octets deep = inner;
  for (int i = 0; i < 5; ++i) deep = ip4({.protocol = 4}, deep);
  Recorder recorder;
  recorder.feed(deep)
      .feed(ip4({.protocol = 47}, u16(0x4000) + u16(0x0800) + counting(4) + inner))
      .feed(ip4({.protocol = 47}, u16(0x2001) + u16(0x0800) + counting(4) + inner))
      .feed(ip4({.protocol = 47}, u16(0) + u16(0x6558) + inner))
      .feed(ip4({.protocol = 47}, u16(0xb000) + u16(0x0800)));
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

}  // namespace
}  // namespace espect::tests
