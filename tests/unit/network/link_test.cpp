// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/datagram_recorder.h"

namespace espect::test {
namespace {

const Octets inner4 = ip4({}, esp(0xc0ffee01, 7));
const Octets inner6 = ip6(50, esp(0xc0ffee01, 7));

TEST_CASE("every link type leads to the ESP packet inside") {
  struct Row {
    const char* what;
    std::uint16_t link_type;
    Octets frame;
  };
  const Octets sll = {0, 4, 0, 1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0};
  const Octets sll2 = {0, 0, 0, 0, 0, 1, 0, 1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0};
  const Octets snap = {0xaa, 0xaa, 3, 0, 0, 0};
  const Octets wlan = Octets{0x08, 0x01} + Octets(22, 0);
  const Octets radiotap = {0, 0, 8, 0, 0, 0, 0, 0};
  const Row rows[] = {
      {"Ethernet, IPv4", 1, ethernet(0x0800, inner4)},
      {"Ethernet, IPv6", 1, ethernet(0x86dd, inner6)},
      {"802.1Q", 1, ethernet(0x8100, vlan(0x0800, inner4))},
      {"802.1ad", 1, ethernet(0x88a8, vlan(0x8100, vlan(0x86dd, inner6)))},
      {"old QinQ, three tags", 1,
       ethernet(0x9100, vlan(0x9100, vlan(0x8100, vlan(0x0800, inner4))))},
      {"PPPoE", 1, ethernet(0x8864, Octets{0x11, 0, 0, 1} + u16(22) + u16(0x0021) + inner4)},
      {"ERF", 197,
       Octets(8, 1) + Octets{2, 4} + u16(90) + u16(0) + u16(72) + u16(0) +
           ethernet(0x0800, inner4)},
      {"ERF with two extension headers, HDLC", 197,
       Octets(8, 1) + Octets{0x81, 4} + u16(90) + u16(0) + u16(72) + Octets{0x90} + Octets(7, 0) +
           Octets(8, 0) + Octets{0x0f, 0} + u16(0x0800) + inner4},
      {"ERF of IPv6", 197, Octets(8, 1) + Octets{23, 4} + Octets(6, 0) + inner6},
      {"netANALYZER", 240, Octets(4, 0) + ethernet(0x0800, inner4)},
      {"netANALYZER, transparent", 241,
       Octets(4, 0) + Octets(7, 0x55) + Octets{0xd5} + ethernet(0x86dd, inner6)},
      {"mPacket", 274, Octets(7, 0x55) + Octets{0xd5} + ethernet(0x0800, inner4)},
      {"DSA, Broadcom", 281, Octets(12, 2) + Octets{0x20, 0, 0, 8} + u16(0x0800) + inner4},
      {"DSA, Broadcom, in front", 282, Octets{0x20, 0, 0, 8} + ethernet(0x86dd, inner6)},
      {"DSA, Marvell", 284,
       Octets(12, 2) + Octets{0xc0, 0, 0, 0} + u16(0x8100) + vlan(0x0800, inner4)},
      {"DSA, Marvell, with its type", 285,
       Octets(12, 2) + u16(0xdada) + u16(0) + Octets{0xc0, 0, 0, 0} + u16(0x86dd) + inner6},
      {"raw", 101, inner4},
      {"raw, IPv6", 101, inner6},
      {"raw, number 12", 12, inner4},
      {"raw, number 14", 14, inner6},
      {"IPV4", 228, inner4},
      {"IPV6", 229, inner6},
      {"SLL", 113, sll + u16(0x0800) + inner4},
      {"SLL with a tag", 113, sll + u16(0x8100) + vlan(0x86dd, inner6)},
      {"SLL2", 276, u16(0x86dd) + sll2 + inner6},
      {"NULL, little endian", 0, Octets{2, 0, 0, 0} + inner4},
      {"NULL, big endian", 0, Octets{0, 0, 0, 2} + inner4},
      {"NULL, Linux", 0, Octets{10, 0, 0, 0} + inner6},
      {"NULL, Windows", 0, Octets{23, 0, 0, 0} + inner6},
      {"NULL, OpenBSD", 0, Octets{0, 0, 0, 24} + inner6},
      {"NULL, FreeBSD", 0, Octets{28, 0, 0, 0} + inner6},
      {"NULL, Darwin", 0, Octets{30, 0, 0, 0} + inner6},
      {"LOOP", 108, Octets{0, 0, 0, 2} + inner4},
      {"LOOP, IPv6", 108, Octets{0, 0, 0, 24} + inner6},
      {"PPP", 9, u16(0x0021) + inner4},
      {"PPP in HDLC framing", 9, Octets{0xff, 0x03} + u16(0x0057) + inner6},
      {"PPP, compressed protocol", 9, Octets{0x21} + inner4},
      {"SLL of a tunnel device", 113,
       Octets{0, 0, 0xff, 0xfe} + Octets(10, 0) + u16(0x0003) + inner4},
      {"SLL, LLC", 113, sll + u16(0x0004) + snap + u16(0x0800) + inner4},
      {"SLL, radiotap", 113,
       Octets{0, 0, 3, 0x23} + Octets(10, 0) + u16(0x0019) + radiotap + wlan + snap + u16(0x0800) +
           inner4},
      {"SLL2, GRE device", 276,
       u16(0x86dd) + Octets{0, 0, 0, 0, 0, 1, 3, 10, 0, 0} + Octets(8, 0) + inner6},
      {"802.3 with SNAP", 1, Octets(12, 2) + u16(60) + snap + u16(0x0800) + inner4},
      {"802.3 with LLC of IP", 1, Octets(12, 2) + u16(55) + Octets{6, 6, 3} + inner4},
      {"a tag before LLC", 1, ethernet(0x8100, vlan(60, snap + u16(0x86dd) + inner6))},
      {"MPLS, two labels", 1, ethernet(0x8847, Octets{0, 1, 0, 64, 0, 2, 1, 64} + inner4)},
      {"MPLS pseudowire with a control word", 1,
       ethernet(0x8848, Octets{0, 1, 1, 64} + u32(5) + ethernet(0x0800, inner4))},
      {"MPLS pseudowire", 1, ethernet(0x8847, Octets{0, 1, 1, 64} + ethernet(0x86dd, inner6))},
      {"MACsec, integrity only", 1,
       ethernet(0x88e5,
                Octets{0x20, 0} + u32(7) + counting(8) + u16(0x0800) + inner4 + Octets(16, 9))},
      {"PBB", 1, ethernet(0x88e7, u32(77) + ethernet(0x0800, inner4))},
      {"Cisco metadata", 1, ethernet(0x8909, Octets{1, 1, 0, 1, 0, 9} + u16(0x0800) + inner4)},
      {"NSH", 1, ethernet(0x894f, Octets{0, 2, 2, 1} + u32(0x3ff) + inner4)},
      {"TRILL", 1, ethernet(0x22f3, u16(0x0040) + u32(1) + u32(0) + ethernet(0x0800, inner4))},
      {"NFLOG, little endian", 239,
       Octets{2, 0, 0, 5, 8, 0, 1, 0, 8, 0, 0, 0, 5, 0, 10, 0, 0x41, 0, 0, 0} +
           Octets{static_cast<std::uint8_t>(4 + inner4.size()), 0, 9, 0} + inner4},
      {"NFLOG, big endian", 239,
       Octets{10, 0, 0, 5} + u16(static_cast<unsigned>(4 + inner6.size())) + u16(9) + inner6},
      {"NFLOG of a bridge", 239,
       Octets{7, 0, 0, 5, static_cast<std::uint8_t>(4 + inner4.size()), 0, 9, 0} + inner4},
      {"802.11", 105, wlan + snap + u16(0x0800) + inner4},
      {"802.11 with quality of service", 105,
       Octets{0x88, 0x01} + Octets(22, 0) + Octets{0, 0} + snap + u16(0x86dd) + inner6},
      {"802.11, four addresses", 105,
       Octets{0x08, 0x03} + Octets(28, 0) + snap + u16(0x0800) + inner4},
      {"radiotap", 127, radiotap + wlan + snap + u16(0x0800) + inner4},
      {"radiotap, padded header", 127,
       Octets{0, 0, 24, 0, 3, 0, 0, 0} + Octets(8, 1) + Octets{0x20} + Octets(7, 0) +
           Octets{0x88, 0x01} + Octets(24, 0) + Octets(2, 0) + snap + u16(0x0800) + inner4},
      {"Prism", 119, u32(0x44) + Octets(140, 0) + wlan + snap + u16(0x0800) + inner4},
      {"AVS under the number of Prism", 119,
       u32(0x80211001) + u32(64) + Octets(56, 0) + wlan + snap + u16(0x0800) + inner4},
      {"AVS", 163, u32(0x80211001) + u32(64) + Octets(56, 0) + wlan + snap + u16(0x0800) + inner4},
      {"PPI", 192, Octets{0, 0, 12, 0, 1, 0, 0, 0} + Octets(4, 0) + ethernet(0x0800, inner4)},
      {"PKTAP", 258,
       Octets{16, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0} + Octets(4, 0) + ethernet(0x0800, inner4)},
      {"PKTAP, raw", 258, Octets{12, 0, 0, 0, 1, 0, 0, 0, 12, 0, 0, 0} + inner6},
      {"Cisco HDLC", 104, Octets{0x0f, 0} + u16(0x0800) + inner4},
      {"Cisco HDLC, broadcast", 104, Octets{0x8f, 0} + u16(0x86dd) + inner6},
      {"PPP or Cisco HDLC: PPP", 50, Octets{0xff, 0x03} + u16(0x0021) + inner4},
      {"PPP or Cisco HDLC: HDLC", 50, Octets{0x0f, 0} + u16(0x0800) + inner4},
      {"PPP_ETHER", 51, Octets{0x11, 0, 0, 1} + u16(54) + u16(0x0021) + inner4},
      {"PPP_PPPD", 166, Octets{0x01, 0x03} + u16(0x0021) + inner4},
      {"PPP_WITH_DIR", 204, Octets{0} + u16(0x0057) + inner6},
      {"PPP_WITH_DIR in HDLC framing", 204, Octets{1, 0xff, 0x03} + u16(0x0021) + inner4},
      {"C_HDLC_WITH_DIR", 205, Octets{1, 0x0f, 0} + u16(0x0800) + inner4},
      {"Frame Relay", 107, Octets{0x18, 0x41, 0x03, 0xcc} + inner4},
      {"Frame Relay, SNAP", 107, Octets{0x18, 0x41, 0x03, 0, 0x80, 0, 0, 0} + u16(0x86dd) + inner6},
      {"Frame Relay, Cisco", 206, Octets{0, 0x18, 0x41} + u16(0x0800) + inner4},
      {"Juniper Ethernet", 178, Octets{0x4d, 0x47, 0x43, 1} + ethernet(0x0800, inner4)},
      {"Juniper Ethernet with extensions", 178,
       Octets{0x4d, 0x47, 0x43, 0x80, 0, 6, 1, 1, 14, 2, 1, 0} + ethernet(0x0800, inner4)},
      {"Juniper, no link header", 178,
       Octets{0x4d, 0x47, 0x43, 0x82, 0, 3, 1, 1, 14, 6, 0, 0, 0} + inner6},
      {"Juniper PPP", 179, Octets{0x4d, 0x47, 0x43, 0} + u16(0x0021) + inner4},
      {"Juniper Cisco HDLC", 181, Octets{0x4d, 0x47, 0x43, 0, 0x0f, 0} + u16(0x0800) + inner4},
      {"IPNET", 226, Octets{2, 26} + Octets(22, 0) + inner6},
      {"ENC", 109, Octets{2, 0, 0, 0} + u32(0xc1) + u32(0) + inner4},
      {"PFLOG", 117, Octets{61, 2} + Octets(62, 0) + inner4},
      {"MPLS", 219, Octets{0, 1, 1, 64} + inner4},
      {"RFC 2684", 100, snap + u16(0x0800) + inner4},
      {"RFC 2684, bridged", 100,
       Octets{0xaa, 0xaa, 3, 0, 0x80, 0xc2} + u16(7) + u16(0) + ethernet(0x0800, inner4)},
      {"Token Ring, routed", 6,
       Octets{0x10, 0x40} + Octets(6, 2) + Octets{0x82} + Octets(5, 2) + Octets{4, 0, 0, 0} + snap +
           u16(0x0800) + inner4},
      {"FDDI", 10, Octets{0x50} + Octets(12, 2) + snap + u16(0x0800) + inner4},
      {"IP over IEEE 1394", 138, Octets(16, 2) + u16(0x0800) + inner4},
      {"IP over InfiniBand", 242, Octets(40, 0) + u16(0x86dd) + u16(0) + inner6},
      {"SLIP", 8, Octets(16, 0) + inner4},
      {"TZSP", 128, Octets{1, 0, 0, 1, 1} + ethernet(0x0800, inner4)},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    Recorder recorder;
    recorder.feed(row.frame, row.link_type);
    REQUIRE(recorder.seen.size() == 1);
    CHECK(recorder.seen[0].as<Esp>().spi == 0xc0ffee01);
    CHECK(recorder.seen[0].as<Esp>().sequence == 7);
    CHECK(recorder.seen[0].bytes == esp(0xc0ffee01, 7));
    CHECK(recorder.stack.facts().ipsec_packets == 1);
    CHECK(recorder.stack.facts().malformed_packets == 0);
  }
}

TEST_CASE("an unknown link type is counted and no fault") {
  Recorder recorder;
  recorder.feed(inner4, 147).feed(inner4, 147).feed(inner4, 195);
  const auto closed = recorder.stack.facts().not_looked_into();
  REQUIRE(closed.size() == 2);
  CHECK(closed[0].what == "link type 147");
  CHECK(closed[0].packets == 2);
  CHECK(closed[1].what == "link type 195 (IEEE802_15_4_WITHFCS)");
  CHECK(closed[1].packets == 1);
  CHECK(recorder.stack.facts().malformed_packets == 0);
  CHECK(recorder.seen.empty());
}

TEST_CASE("what is not IP is silently passed by") {
  Recorder recorder;
  recorder.feed(ethernet(0x0806, counting(28)), 1)
      .feed(Octets{0, 0, 0, 7} + inner4, 0)
      .feed(Octets{2, 0, 0, 0} + inner4, 108)
      .feed(u16(0xc021) + inner4, 9)
      .feed(counting(13), 1)
      .feed({}, 1);
  CHECK(recorder.seen.empty());
  CHECK(recorder.stack.facts().malformed_packets == 0);
}

TEST_CASE("what cannot be looked into is counted by its name") {
  const std::tuple<const char*, std::uint16_t, Octets> rows[] = {
      {"encrypted 802.11", 105, Octets{0x08, 0x41} + Octets(40, 0)},
      {"fragments of 802.11", 105, Octets{0x08, 0x05} + Octets(40, 0)},
      {"aggregated 802.11 (A-MSDU)", 105, Octets{0x88, 0x01} + Octets(22, 0) + Octets{0x80, 0, 1}},
      {"MACsec, encrypted", 1, ethernet(0x88e5, Octets{0x0c, 0} + counting(40))},
      {"compressed or encrypted PPP", 9, u16(0x00fd) + counting(40)},
      {"FabricPath", 1, ethernet(0x8903, counting(40))},
  };
  for (const auto& [what, link_type, frame] : rows) {
    INFO(what);
    Recorder recorder;
    recorder.feed(frame, link_type);
    CHECK(recorder.seen.empty());
    const auto closed = recorder.stack.facts().not_looked_into();
    REQUIRE(closed.size() == 1);
    CHECK(closed[0].what == what);
    CHECK(closed[0].packets == 1);
  }
}

TEST_CASE("frames of 802.11 that carry no data are no gap") {
  Recorder recorder;
  recorder
      .feed(Octets{0x80, 0} + Octets(40, 0), 105)      // beacon
      .feed(Octets{0xd4, 0} + Octets(8, 0), 105)       // acknowledgment
      .feed(Octets{0x48, 0x41} + Octets(40, 0), 105);  // no data
  CHECK(recorder.stack.facts().not_looked_into().empty());
}

TEST_CASE("a link that promises the other IP version is malformed") {
  Recorder recorder;
  recorder.feed(ethernet(0x0800, inner6), 1).feed(ethernet(0x86dd, inner4), 1).feed(inner4, 229);
  CHECK(recorder.seen.empty());
  CHECK(recorder.stack.facts().malformed_packets == 3);
}

}  // namespace
}  // namespace espect::test
