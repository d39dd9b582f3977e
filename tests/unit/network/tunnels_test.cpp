// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/ip/checksum.h"
#include "tests/support/catch.h"
#include "tests/support/datagram_recorder.h"

namespace espect::test {
namespace {

const Octets inner = ip4({.source_host = 9}, esp(0xc1, 2));
const Octets inner6 = ip6(50, esp(0xc1, 2));

Octets in_udp(unsigned port, const Octets& data) {
  return ip4({.protocol = 17}, udp(50'000, port, data));
}
Octets in_gre(unsigned flags, unsigned type, const Octets& rest) {
  return ip4({.protocol = 47}, u16(flags) + u16(type) + rest);
}
Octets gtp(std::uint8_t flags, const Octets& rest) {
  return Octets{flags, 255} + u16(static_cast<unsigned>(rest.size())) + u32(77) + rest;
}

// FOU is believed by it.
Octets with_checksum(Octets packet) {
  packet[10] = packet[11] = 0;
  const auto sum = ip::checksum_of(ip::add_words(0, Bytes(packet).first(20)));
  packet[10] = static_cast<std::uint8_t>(sum >> 8);
  packet[11] = static_cast<std::uint8_t>(sum);
  return packet;
}

struct Row {
  const char* what;
  Octets packet;
};

void check_opened(const Row& row) {
  INFO(row.what);
  Recorder recorder;
  recorder.feed(row.packet);
  REQUIRE(recorder.seen.size() == 1);
  CHECK(recorder.seen[0].as<Esp>().spi == 0xc1);
  CHECK(recorder.seen[0].bytes == esp(0xc1, 2));
  CHECK(recorder.stack.facts().ipsec_packets == 1);
  CHECK(recorder.stack.facts().malformed_packets == 0);
  CHECK(recorder.stack.facts().not_looked_into().empty());
}

TEST_CASE("each tunnel leads to the ESP packet inside") {
  const Octets frame = ethernet(0x0800, inner);
  const Octets vxlan = u32(0x08000000) + u32(7 << 8);
  const Row rows[] = {
      {"VXLAN", in_udp(4789, vxlan + frame)},
      {"VXLAN on Linux's port, with a tag",
       in_udp(8472, vxlan + ethernet(0x8100, vlan(0x86dd, inner6)))},
      {"VXLAN-GPE, IPv4", in_udp(4790, u32(0x0c000001) + u32(7 << 8) + inner)},
      {"VXLAN-GPE, Ethernet", in_udp(4790, u32(0x0c000003) + u32(7 << 8) + frame)},
      {"Geneve", in_udp(6081, Octets{0, 0} + u16(0x6558) + u32(7 << 8) + frame)},
      {"Geneve with options, IPv6",
       in_udp(6081, Octets{2, 0} + u16(0x86dd) + u32(7 << 8) + counting(8) + inner6)},
      {"GTP-U", in_udp(2152, gtp(0x30, inner))},
      {"GTP-U with a sequence number", in_udp(2152, gtp(0x32, Octets{0, 1, 0, 0} + inner6))},
      {"GTP-U with extension headers",
       in_udp(2152, gtp(0x34, Octets{0, 0, 0, 0x85, 1, 0x10, 0x09, 0xc0, 2, 1, 2, 3, 4, 5, 6, 0} +
                                  inner))},
      {"GTP-U with Ethernet", in_udp(2152, gtp(0x30, frame))},
      {"MPLS in UDP", in_udp(6635, Octets{0, 1, 1, 64} + inner)},
      {"TZSP", in_udp(37'008, Octets{1, 0, 0, 1, 10, 1, 0xd0, 0, 1} + frame)},
      {"TZSP of 802.11",
       in_udp(37'008, Octets{1, 0, 0, 18, 1} + Octets{0x08, 0x01} + Octets(22, 0) +
                          Octets{0xaa, 0xaa, 3, 0, 0, 0} + u16(0x0800) + inner)},
      {"L2TP", in_udp(1701, u16(0x0002) + u32(5) + Octets{0xff, 0x03} + u16(0x0021) + inner)},
      {"L2TP with length, sequence and offset",
       in_udp(1701, u16(0x4a02) + u16(99) + u32(5) + u32(9) + u16(2) + Octets(2, 0) + u16(0x0057) +
                        inner6)},
      {"L2TPv3 in UDP, cookie of 4",
       in_udp(1701, u16(0x0003) + u16(0) + u32(5) + u32(0xaabbccdd) + frame)},
      {"L2TPv3 in IP, sublayer and cookie of 8",
       ip4({.protocol = 115}, u32(5) + counting(8) + u32(0) + frame)},
      {"L2TPv3 in IP, Cisco HDLC",
       ip4({.protocol = 115}, u32(5) + Octets{0x0f, 0} + u16(0x0800) + inner)},
      {"gretap", in_gre(0, 0x6558, frame)},
      {"NVGRE", in_gre(0x2000, 0x6558, u32(7) + frame)},
      {"ERSPAN type I", in_gre(0, 0x88be, frame)},
      {"ERSPAN type II", in_gre(0x1000, 0x88be, u32(1) + u32(0x10000000) + u32(0) + frame)},
      {"ERSPAN type III",
       in_gre(0x1000, 0x22eb, u32(1) + u32(0x20000000) + counting(6) + u16(0) + frame)},
      {"ERSPAN type III with the platform",
       in_gre(0x1000, 0x22eb,
              u32(1) + u32(0x20000000) + counting(6) + u16(1) + counting(8) + frame)},
      {"ERSPAN type III of IP",
       in_gre(0x1000, 0x22eb, u32(1) + u32(0x20000000) + counting(6) + u16(2 << 10) + inner)},
      {"PPTP", in_gre(0x3081, 0x880b, u32(0x00300001) + u32(1) + u32(1) + u16(0x0021) + inner)},
      {"WCCP", in_gre(0, 0x883e, u32(0) + inner)},
      {"WCCP, version 1", in_gre(0, 0x883e, inner)},
      {"MPLS in GRE", in_gre(0, 0x8847, Octets{0, 1, 1, 64} + inner)},
      {"MPLS in IP", ip4({.protocol = 137}, Octets{0, 1, 1, 64} + inner)},
      {"Teredo", in_udp(3544, inner6)},
      {"Teredo with an authentication and an origin",
       in_udp(3544,
              Octets{0, 1, 2, 3} + counting(5) + counting(9) + u16(0) + counting(6) + inner6)},
      {"LISP", in_udp(4341, u32(0xc8000001) + u32(0x701) + inner)},
      {"LISP, IPv6", in_udp(4341, u32(0) + u32(0) + inner6)},
      {"LISP-GPE, Ethernet", in_udp(4341, u32(0x0c000003) + u32(7 << 8) + frame)},
      {"GUE", in_udp(6080, Octets{0, 4, 0, 0} + inner)},
      {"GUE with an option, GRE",
       in_udp(6080, Octets{1, 47, 0, 0} + u32(1) + u16(0) + u16(0x0800) + inner)},
      {"GUE, variant 1", in_udp(6080, inner6)},
      {"FOU", in_udp(5555, with_checksum(inner))},
      {"FOU, IPv6", in_udp(7777, inner6)},
      {"FOU of GRE with a key", in_udp(5555, u16(0x2000) + u16(0x86dd) + u32(9) + inner6)},
      {"EtherIP", ip4({.protocol = 97}, u16(0x3000) + frame)},
      {"Ethernet in IPv6", ip6(143, frame)},
      {"6in4", ip4({.protocol = 41}, inner6)},
      {"VXLAN in Geneve in GRE",
       in_gre(0, 0x0800,
              in_udp(6081, Octets{0, 0} + u16(0x6558) + u32(7 << 8) +
                               ethernet(0x0800, in_udp(4789, vxlan + frame))))},
  };
  for (const Row& row : rows) check_opened(row);
}

Octets spoiled(Octets packet, std::size_t at) {
  packet[at] ^= 0x55;
  return packet;
}

TEST_CASE("what a tunnel encrypts or does not name is told") {
  for (const auto& [packet, what] :
       {std::pair<Octets, const char*>{in_udp(4341, u32(0x01000000) + u32(0) + inner),
                                       "encrypted LISP"},
        {in_udp(4341, u32(0x04000009) + u32(0) + inner), "LISP of an unknown protocol"},
        {in_udp(6080, Octets{0, 50, 0, 0} + esp(0xc1, 2)),
         "GUE of a protocol that is no tunnel"}}) {
    Recorder recorder;
    recorder.feed(packet);
    CHECK(recorder.seen.empty());
    REQUIRE(recorder.stack.facts().not_looked_into().size() == 1);
    CHECK(recorder.stack.facts().not_looked_into()[0].what == what);
  }
}

TEST_CASE("a packet that only has the port of a tunnel is none") {
  const Octets frame = ethernet(0x0800, inner);
  Recorder recorder;
  recorder
      .feed(in_udp(4789, u32(0) + u32(0) + frame))  // no identifier
      .feed(in_udp(6081, Octets{0xc0, 0} + u16(0x6558) + u32(0) + frame))
      .feed(in_udp(2152, Octets{0x50, 255} + Octets(6, 0) + inner))  // GTP version 2
      .feed(in_udp(2152, Octets{0x30, 1} + Octets(6, 0) + inner))    // echo request
      .feed(in_udp(1701, u16(0xc802) + counting(40)))                // control message
      .feed(in_udp(37'008, counting(40)))
      .feed(ip4({.protocol = 97}, u16(0x4000) + frame))
      .feed(in_udp(3544, Octets{0, 2} + inner6))
      .feed(in_udp(3544, Octets{0, 1, 200, 3} + inner6))
      .feed(in_udp(6080, Octets{0x20, 4, 0, 0} + inner))  // control message
      .feed(in_udp(6080, Octets{0x1f, 4, 0, 0} + inner))
      .feed(in_udp(5555, with_checksum(inner) + Octets{0}))  // longer than the packet
      .feed(in_udp(5555, part(with_checksum(inner), 0, inner.size() - 1)))
      .feed(in_udp(5555, spoiled(with_checksum(inner), 10)))  // checksum
      .feed(in_udp(5555, spoiled(inner6, 6)))                 // next header
      .feed(in_udp(4789, {8}))
      .feed(in_udp(2152, {}));
  CHECK(recorder.seen.empty());
  CHECK(recorder.stack.facts().malformed_packets == 0);
  CHECK(recorder.stack.facts().not_looked_into().empty());
}

TEST_CASE("no tunnel reads past its end") {
  const Octets whole[] = {
      in_udp(2152, gtp(0x34, Octets{0, 0, 0, 0x85, 1, 0x10, 0x09, 0} + inner)),
      in_udp(6081, Octets{2, 0} + u16(0x86dd) + u32(7 << 8) + counting(8) + inner6),
      in_gre(
          0x1000, 0x22eb,
          u32(1) + u32(0x20000000) + counting(6) + u16(1) + counting(8) + ethernet(0x0800, inner)),
      in_udp(37'008, Octets{1, 0, 0, 1, 10, 1, 0xd0, 0, 1} + ethernet(0x0800, inner)),
      in_udp(3544, Octets{0, 1, 2, 3} + counting(5) + counting(9) + u16(0) + counting(6) + inner6),
      in_udp(4341, u32(0x0c000003) + u32(7 << 8) + ethernet(0x0800, inner)),
      in_udp(6080, Octets{1, 47, 0, 0} + u32(1) + u16(0) + u16(0x0800) + inner),
      in_udp(5555, u16(0x2000) + u16(0x86dd) + u32(9) + inner6),
      in_udp(1701, u16(0x4a02) + u16(99) + u32(5) + u32(9) + u16(2) + Octets(2, 0) + u16(0x0057) +
                       inner6),
      ip4({.protocol = 115}, u32(5) + counting(8) + u32(0) + ethernet(0x0800, inner)),
  };
  for (const Octets& packet : whole)
    for (std::size_t size = 0; size < packet.size(); ++size) {
      Recorder recorder;
      recorder.feed(part(packet, 0, size), 101, static_cast<std::uint32_t>(packet.size() - size));
      CHECK(recorder.seen.size() <= 1);
    }
}

// The payload of `packet`, an IPv4 packet without options, in two fragments.
std::pair<Octets, Octets> in_two(const Octets& packet, std::uint8_t protocol, std::size_t at) {
  const Octets payload = part(packet, 20, packet.size() - 20);
  return {ip4({.protocol = protocol, .more = true}, part(payload, 0, at)),
          ip4({.protocol = protocol, .offset = static_cast<unsigned>(at)},
              part(payload, at, payload.size() - at))};
}

TEST_CASE("a tunnel that was fragmented outside is put together") {
  const Octets vxlan = in_udp(4789, u32(0x08000000) + u32(7 << 8) + ethernet(0x0800, inner));
  const Octets gre = in_gre(0, 0x0800, inner);
  const Octets ip_in_ip = ip4({.protocol = 4}, inner);
  for (const auto& [packet, protocol] :
       {std::pair<Octets, std::uint8_t>{vxlan, 17}, {gre, 47}, {ip_in_ip, 4}}) {
    const auto [first, last] = in_two(packet, protocol, 24);
    for (const bool swapped : {false, true}) {
      Recorder recorder;
      recorder.feed(swapped ? last : first).feed(swapped ? first : last);
      REQUIRE(recorder.seen.size() == 1);
      CHECK(recorder.seen[0].bytes == esp(0xc1, 2));
      CHECK(recorder.seen[0].datagram.ip.packet_octets == 52);
      CHECK(recorder.seen[0].datagram.ip.fragments == 0);
      CHECK(recorder.stack.facts().not_looked_into().empty());
    }
    Recorder recorder;
    recorder.feed(first);
    recorder.stack.finish();
    CHECK(recorder.seen.empty());
    REQUIRE(recorder.stack.facts().not_looked_into().size() == 1);
    CHECK(recorder.stack.facts().not_looked_into()[0].what ==
          "IP fragments of tunnels, incomplete");
    CHECK(recorder.stack.facts().ipsec_packets == 0);
  }
}

}  // namespace
}  // namespace espect::test
