// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/path_mtus.h"

#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"

namespace espect::test::path_mtus_test {
namespace {

using sessions::EspFlow;
using sessions::PathMtuBy;
using sessions::PathMtus;

EspFlow flow_of(std::uint32_t id, Encapsulation encapsulation = Encapsulation::none) {
  EspFlow flow;
  flow.id = id;
  flow.path = {alice, bob, 0, 0, encapsulation};
  return flow;
}

Datagram packet(const EspFlow& flow, std::uint32_t octets, bool dont_fragment = true,
                std::uint16_t fragments = 0) {
  Datagram datagram;
  datagram.path = flow.path;
  datagram.ip.packet_octets = octets;
  datagram.ip.dont_fragment = dont_fragment;
  datagram.ip.fragments = fragments;
  return datagram;
}

TEST_CASE("what arrived whole with DF set shows what the path takes, for every SA on it") {
  PathMtus mtus;
  auto flow = flow_of(1);
  const auto other = flow_of(2);
  CHECK(mtus.of(flow).octets == 0);
  mtus.on(packet(flow, 1400), flow);
  mtus.on(packet(flow, 600), flow);
  CHECK(mtus.of(flow).octets == 1400);
  CHECK(mtus.of(flow).by == PathMtuBy::largest_packet);
  CHECK(mtus.of(other).octets == 1400);
  CHECK(mtus.of(flow_of(3, Encapsulation::udp)).octets == 0);
  auto back = flow_of(4);
  std::swap(back.path.source, back.path.destination);
  CHECK(mtus.of(back).octets == 0);
}

TEST_CASE("with DF clear, and in fragments, nothing is shown") {
  PathMtus mtus;
  auto flow = flow_of(1);
  mtus.on(packet(flow, 1500, false), flow);
  mtus.on(packet(flow, 2800, true, 2), flow);
  CHECK(mtus.of(flow).octets == 0);
}

TEST_CASE("an ICMP speaks for its path whatever it quotes, and before and after what it refuses") {
  PathMtus mtus;
  auto flow = flow_of(1);
  mtus.exceeded({alice, bob, 500, 500, Encapsulation::udp}, 1400);
  CHECK(mtus.of(flow).octets == 1400);
  CHECK(mtus.of(flow).by == PathMtuBy::icmp);
  mtus.on(packet(flow, 1496), flow);
  CHECK(mtus.of(flow).octets == 1400);
  mtus.exceeded(flow.path, 1300);
  CHECK(mtus.of(flow).octets == 1300);
}

TEST_CASE("an MTU that no path may have is no news") {
  PathMtus mtus;
  auto flow = flow_of(1);
  mtus.on(packet(flow, 1400), flow);
  mtus.exceeded(flow.path, 40);
  mtus.exceeded(flow.path, 0);
  CHECK(mtus.of(flow).octets == 1400);
  CHECK(mtus.of(flow).by == PathMtuBy::largest_packet);
}

}  // namespace
}  // namespace espect::test::path_mtus_test
