// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/child/peers.h"
#include "ipsec/sessions/esp/esp_flows.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"

namespace espect::test::lmap_not_honoured {
namespace {

sessions::EspFlow flow_to_bob() {
  sessions::EspFlow flow;
  flow.id = 1;
  flow.spi = 0x1000;
  flow.path.source = alice;
  flow.path.destination = bob;
  return flow;
}

sessions::PathMtuAnnouncement announcement(std::uint32_t mtu) {
  sessions::PathMtuAnnouncement said;
  said.notify = registry::notify::link_max_atomic_packet;
  said.spi = 0x1000;
  said.egress = bob;
  said.ingress = alice;
  said.mtu = mtu;
  said.request_frame = 3;
  said.effective = at(1);
  return said;
}

}  // namespace

TEST_CASE("lmap-not-honoured counts the packets that are larger than announced") {
  AuditBench bench;
  const auto flow = flow_to_bob();
  const auto said = announcement(1280);
  auto datagram = bench.datagram(true, 2);
  datagram.ip.packet_octets = 1400;
  bench.tell(sessions::AnnouncedMtuExceeded{datagram, flow, nullptr, said});
  bench.tell(sessions::AnnouncedMtuExceeded{datagram, flow, nullptr, said});
  const auto* finding = bench.only("lmap-not-honoured");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 2);
  CHECK(finding->evidence.number("announced") == 1280);
  CHECK(finding->evidence.number("largest") == 1400);
}

TEST_CASE("AnnouncedMtuExceeded is told from the answer on, for the SA that was meant") {
  sessions::Subscriptions events;
  std::vector<std::uint32_t> sizes;
  events.to<sessions::AnnouncedMtuExceeded>([&](const sessions::AnnouncedMtuExceeded& event) {
    sizes.push_back(event.datagram.ip.packet_octets);
  });
  sessions::Peers peers;
  sessions::EspFlows flows(events, 10, nullptr, peers);
  peers.announce(announcement(1280));
  const auto packet = [&](std::uint32_t spi, std::uint32_t octets, double seconds) {
    static std::uint32_t sequence = 0;
    const std::vector<std::uint8_t> body(80, 0);
    Datagram datagram;
    datagram.time = at(seconds);
    datagram.path.source = alice;
    datagram.path.destination = bob;
    datagram.ip.packet_octets = octets;
    const Esp esp{body, spi, ++sequence};
    datagram.content = esp;
    flows.on({datagram, esp}, false);
  };
  packet(0x1000, 1400, 0.5);  // before it was known
  packet(0x1000, 1280, 2);
  packet(0x2000, 1400, 2);  // another SA
  packet(0x1000, 1281, 2);
  CHECK(sizes == std::vector<std::uint32_t>{1281});
}

}  // namespace espect::test::lmap_not_honoured
