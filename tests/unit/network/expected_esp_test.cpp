// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/expected_esp.h"

#include "tests/support/catch.h"
#include "tests/support/datagram_recorder.h"

namespace espect::test {
namespace {

struct Row {
  const char* what;
  std::uint16_t link_type;
  Octets frame;
  bool expected;
};

std::vector<Row> rows() {
  const auto packet = esp(0xe5, 6);
  const auto in_udp = udp(4500, 4500, packet);
  const auto in_ip4 = ip4({}, packet);
  return {
      {"in IPv4", 101, in_ip4, true},
      {"in IPv4 with options", 101, ip4({.options = Octets(8, 1)}, packet), true},
      {"in IPv4 in Ethernet with padding", 1, ethernet(0x0800, in_ip4) + Octets(6, 0), true},
      {"in VLANs and IPv6", 1, ethernet(0x8100, vlan(0x8100, vlan(0x86dd, ip6(50, packet)))), true},
      {"in UDP in IPv4", 101, ip4({.protocol = 17}, in_udp), true},
      {"in UDP in IPv6", 101, ip6(17, in_udp), true},
      {"in UDP from any port to 4500", 101, ip6(17, udp(999, 4500, packet)), true},
      {"behind options of IPv6", 101, ip6(60, extension(50, packet)), false},
      {"a first fragment", 101, ip4({.more = true}, packet), false},
      {"a last fragment", 101, ip4({.offset = 8}, packet), false},
      {"a fragment of IPv6", 101, ip6(44, fragment6(50, 0, true, 1, packet)), false},
      {"in a tunnel", 101, ip4({.protocol = 4}, in_ip4), false},
      {"cut off", 101, part(in_ip4, 0, in_ip4.size() - 1), false},
      {"cut off in IPv6", 101, part(ip6(50, packet), 0, 47), false},
      {"cut off in a header", 101, part(in_ip4, 0, 19), false},
      {"smaller than a header says", 101, ip4({.total_length = 19}, packet), false},
      {"without a number", 101, ip4({}, part(packet, 0, 7)), false},
      {"AH", 101, ip4({.protocol = 51}, ah(50, 1, 2, packet)), false},
      {"UDP of other ports", 101, ip4({.protocol = 17}, udp(4501, 4502, packet)), false},
      {"another link type", 189, in_ip4, false},
      {"nothing", 101, {}, false},
  };
}

TEST_CASE("an ESP packet is expected where the stack hands on the same one") {
  for (const auto& [what, link_type, frame, expected] : rows()) {
    CAPTURE(what);
    const Octets exact(frame);
    const auto esp = network::expected_esp(
        {7, {}, link_type, static_cast<std::uint32_t>(exact.size()), exact}, {});
    REQUIRE(esp.has_value() == expected);
    if (!esp) continue;
    Recorder recorder;
    recorder.feed(frame, link_type);
    REQUIRE(recorder.seen.size() == 1);
    CHECK(esp->frame == 7);
    CHECK(copy(esp->packet) == recorder.seen[0].bytes);
    CHECK(esp->source == recorder.seen[0].datagram.path.source);
    CHECK(esp->destination == recorder.seen[0].datagram.path.destination);
  }
}

TEST_CASE("ESP is expected in UDP of the ports that were named") {
  ip::IpsecPorts ports;
  ports.name_nat_traversal(10'000);
  const auto frame = ip4({.protocol = 17}, udp(1, 10'000, esp(0xe5, 6)));
  const capture::Packet packet{1, {}, 101, static_cast<std::uint32_t>(frame.size()), frame};
  CHECK(network::expected_esp(packet, ports));
  CHECK_FALSE(network::expected_esp(packet, {}));
}

}  // namespace
}  // namespace espect::test
