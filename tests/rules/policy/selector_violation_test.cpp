// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::selector_violation {
namespace {

// IPv4 with a UDP header.
std::vector<std::uint8_t> udp(std::string_view from, std::string_view to, std::uint8_t port = 53,
                              std::uint8_t fragment_offset = 0) {
  std::vector<std::uint8_t> packet(28, 0);
  packet[0] = 0x45;
  packet[7] = fragment_offset;
  packet[9] = 17;
  const auto source = *address_from(from);
  const auto destination = *address_from(to);
  std::copy_n(source.octets.begin(), 4, packet.begin() + 12);
  std::copy_n(destination.octets.begin(), 4, packet.begin() + 16);
  packet[23] = port;
  return packet;
}

struct Tunnel {
  Tunnel() {
    told.child.ts_i = {told_selector("192.168.1.0", "192.168.1.255")};
    told.child.ts_r = {told_selector("192.168.2.0", "192.168.2.255")};
  }
  bool fires(const std::vector<std::uint8_t>& packet, bool to_responder = true,
             std::uint8_t protocol = 4) {
    AuditBench bench;
    const auto sa = told_sa();
    bench.events().tell(told.made(sa));
    sessions::EspFlow flow;
    flow.id = 1;
    flow.child_sa = told.child.id;
    flow.spi = to_responder ? told.child.spi_r : told.child.spi_i;
    Datagram datagram;
    datagram.frame = 5;
    bench.events().tell(sessions::InnerPacket{datagram, flow, &told.child, 1, protocol, packet});
    return !bench.silent("selector-violation");
  }
  ToldChild told{1, {{tt::encr, 20, 256}}};
};

}  // namespace

TEST_CASE("selector-violation fires on addresses outside, and on the right ones the wrong way") {
  Tunnel tunnel;
  CHECK(tunnel.fires(udp("192.168.1.7", "10.0.0.1")));
  CHECK(tunnel.fires(udp("10.0.0.1", "192.168.2.7")));
  CHECK(tunnel.fires(udp("192.168.1.7", "192.168.2.7"), false));
}

TEST_CASE("selector-violation fires on protocol and port") {
  Tunnel tunnel;
  tunnel.told.child.ts_r[0].ip_protocol = 17;
  tunnel.told.child.ts_r[0].start_port = tunnel.told.child.ts_r[0].end_port = 53;
  CHECK_FALSE(tunnel.fires(udp("192.168.1.7", "192.168.2.7", 53)));
  CHECK(tunnel.fires(udp("192.168.1.7", "192.168.2.7", 54)));
  CHECK_FALSE(tunnel.fires(udp("192.168.1.7", "192.168.2.7", 54, 9)));  // a later fragment
  auto tcp = udp("192.168.1.7", "192.168.2.7", 53);
  tcp[9] = 6;
  CHECK(tunnel.fires(tcp));
}

TEST_CASE(
    "selector-violation is silent inside, on ICMP errors, and on addresses of transport mode") {
  Tunnel tunnel;
  CHECK_FALSE(tunnel.fires(udp("192.168.1.7", "192.168.2.7")));
  CHECK_FALSE(tunnel.fires(udp("192.168.2.7", "192.168.1.7"), false));
  auto error = udp("10.0.0.1", "192.168.2.7");
  error[9] = 1;
  error[20] = 3;
  CHECK_FALSE(tunnel.fires(error));
  CHECK_FALSE(tunnel.fires({0x45, 0}));  // cut short
  tunnel.told.child.mode = sessions::ChildSaMode::transport;
  CHECK_FALSE(tunnel.fires({0, 1, 0, 53, 0, 8, 0, 0}, true, 17));
  tunnel.told.child.ts_r[0].ip_protocol = 6;
  CHECK(tunnel.fires({0, 1, 0, 53, 0, 8, 0, 0}, true, 17));
}

}  // namespace espect::test::selector_violation
