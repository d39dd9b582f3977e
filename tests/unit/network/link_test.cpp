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
  const Row rows[] = {
      {"Ethernet, IPv4", 1, ethernet(0x0800, inner4)},
      {"Ethernet, IPv6", 1, ethernet(0x86dd, inner6)},
      {"802.1Q", 1, ethernet(0x8100, vlan(0x0800, inner4))},
      {"802.1ad", 1, ethernet(0x88a8, vlan(0x8100, vlan(0x86dd, inner6)))},
      {"old QinQ, three tags", 1,
       ethernet(0x9100, vlan(0x9100, vlan(0x8100, vlan(0x0800, inner4))))},
      {"PPPoE", 1, ethernet(0x8864, Octets{0x11, 0, 0, 1} + u16(22) + u16(0x0021) + inner4)},
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
  recorder.feed(inner4, 127).feed(inner4, 127).feed(inner4, 195);
  const std::map<std::uint16_t, std::uint64_t> expected = {{127, 2}, {195, 1}};
  CHECK(recorder.stack.facts().unknown_link_packets == expected);
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

TEST_CASE("a link that promises the other IP version is malformed") {
  Recorder recorder;
  recorder.feed(ethernet(0x0800, inner6), 1).feed(ethernet(0x86dd, inner4), 1).feed(inner4, 229);
  CHECK(recorder.seen.empty());
  CHECK(recorder.stack.facts().malformed_packets == 3);
}

}  // namespace
}  // namespace espect::test
