// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/sessions.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"
#include "tests/support/told_events.h"

namespace espect::test::selector_traffic_in_clear {
namespace {

// IPv4 with a UDP header.
std::vector<std::uint8_t> udp(std::string_view from, std::string_view to, std::uint8_t port = 53) {
  std::vector<std::uint8_t> packet(28, 0);
  packet[0] = 0x45;
  packet[9] = 17;
  const auto source = *address_from(from);
  const auto destination = *address_from(to);
  std::copy_n(source.octets.begin(), 4, packet.begin() + 12);
  std::copy_n(destination.octets.begin(), 4, packet.begin() + 16);
  packet[23] = port;
  return packet;
}

// A Child SA that is up from the start, and packets beside it.
struct Site {
  Site() : Site("192.168.2.0", "192.168.2.255") {}
  Site(std::string_view first, std::string_view last) {
    told.child.ts_i = {told_selector("192.168.1.0", "192.168.1.255")};
    told.child.ts_r = {told_selector(first, last)};
    told.child.state = sessions::ChildSaState::active;
    told.child.created = at(0);
    told.child.initiator = sa.initiator;
    told.child.responder = sa.responder;
    bench.ike(true, init_request({classical}), 0).events().tell(told.made(sa));
  }
  Site& clear(const std::vector<std::uint8_t>& packet, double seconds = 5) {
    bench.tell(sessions::ClearPacketSeen{++frame, at(seconds), packet});
    return *this;
  }
  Site& carried(const std::vector<std::uint8_t>& packet) {
    sessions::EspFlow flow;
    const auto datagram = bench.datagram(true);
    bench.tell(sessions::InnerPacket{datagram, flow, &told.child, 1, 4, packet});
    return *this;
  }
  const rules::Finding* finding() {
    bench.tell(sessions::CaptureEnded{bench.sessions().facts()});
    return bench.only("selector-traffic-in-clear");
  }

  AuditBench bench{TablesOf{4}};
  sessions::IkeSa sa = told_sa();
  ToldChild told{1, {{tt::encr, 20, 256}}};
  std::uint32_t frame = 100;
};

}  // namespace

TEST_CASE("selector-traffic-in-clear tells packets inside the selectors that no ESP carried") {
  Site site;
  for (int i = 0; i < 3; ++i) site.clear(udp("192.168.1.5", "192.168.2.6"));
  site.clear(udp("192.168.2.6", "192.168.1.5", 99));
  const auto* finding = site.finding();
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::high);
  CHECK(finding->count == 4);
  CHECK(finding->frames == std::vector<std::uint32_t>{101, 102, 103, 104});
  CHECK(finding->sentence() ==
        "4 packets between 192.168.1.0/24 and 192.168.2.0/24 went in the clear while Child SA "
        "0xc0000001 and 0xd0000001 was up, the first: 192.168.1.5:0 to 192.168.2.6:53, protocol "
        "17");
}

TEST_CASE("selector-traffic-in-clear is silent on the copies of what the tunnel carries") {
  Site before;
  before.clear(udp("192.168.1.5", "192.168.2.6")).carried(udp("192.168.1.5", "192.168.2.6"));
  CHECK(before.finding() == nullptr);
  Site after;
  after.carried(udp("192.168.2.6", "192.168.1.5")).clear(udp("192.168.2.6", "192.168.1.5"));
  CHECK(after.finding() == nullptr);
}

TEST_CASE("selector-traffic-in-clear is silent where it cannot know") {
  Site closed;
  closed.clear(udp("192.168.1.5", "192.168.2.6"));
  sessions::EspFlow flow;
  flow.packets = 3;
  closed.bench.tell(sessions::EspFlowEnded{flow, &closed.told.child, nullptr});
  CHECK(closed.finding() == nullptr);
  Site everything("0.0.0.0", "255.255.255.255");
  CHECK(everything.clear(udp("192.168.1.5", "8.8.8.8")).finding() == nullptr);
  Site deleted;
  deleted.told.child.state = sessions::ChildSaState::deleted;
  CHECK(deleted.clear(udp("192.168.1.5", "192.168.2.6")).finding() == nullptr);
  Site young;
  CHECK(young.clear(udp("192.168.1.5", "192.168.2.6"), 0.5).finding() == nullptr);
}

TEST_CASE("selector-traffic-in-clear is silent once conversations in the tunnel were forgotten") {
  for (const unsigned others : {4U, 5U}) {
    Site site;
    for (std::uint8_t port = 1; port <= others; ++port)
      site.carried(udp("192.168.1.5", "192.168.2.6", port));
    INFO(others);
    CHECK((site.clear(udp("192.168.1.7", "192.168.2.6")).finding() == nullptr) == (others == 5));
  }
}

TEST_CASE("selector-traffic-in-clear judges a bounded number of selectors") {
  Site site;
  ToldChild many{2, {{tt::encr, 20, 256}}};
  many.child = site.told.child;
  many.child.id = 2;
  many.child.ts_r.assign(1024, told_selector("192.168.3.0", "192.168.3.255"));
  site.bench.tell(many.made(site.sa));
  CHECK(site.clear(udp("192.168.1.5", "192.168.3.6")).finding() == nullptr);
  CHECK(site.clear(udp("192.168.1.5", "192.168.2.6")).finding() != nullptr);
}

TEST_CASE("selector-traffic-in-clear is silent on other traffic, one side, and the gateways") {
  Site site;
  site.clear(udp("192.168.1.5", "192.168.1.6"))
      .clear(udp("192.168.1.5", "10.9.9.9"))
      .clear(udp("10.1.0.10", "192.168.2.6"))
      .clear(udp("192.168.1.5", "10.2.0.10"));
  CHECK(site.finding() == nullptr);
}

}  // namespace espect::test::selector_traffic_in_clear
