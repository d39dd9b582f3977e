// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/datagram_recorder.h"

namespace espect::test {
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

}  // namespace
}  // namespace espect::test
