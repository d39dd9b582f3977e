// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_nat_rebinding {
namespace {

void tell(AuditBench& bench, const sessions::IkeSa& sa, std::uint16_t from_port,
          std::uint16_t to_port, std::uint32_t frame) {
  const auto octets = encrypted(registry::exchange::informational, frame, true, false);
  sessions::IkeMessage message;
  REQUIRE(message.read(octets));
  Datagram datagram;
  datagram.frame = frame;
  datagram.path.source = sa.initiator.address;
  datagram.path.destination = sa.responder.address;
  datagram.path.source_port = from_port;
  datagram.path.destination_port = to_port;
  bench.events().tell(sessions::IkeMessageSeen{datagram, message, sa, nullptr, false,
                                               message.header().from_initiator()});
}

}  // namespace

TEST_CASE("ike-nat-rebinding fires when the source port changes on an established IKE SA") {
  AuditBench bench;
  const auto sa = told_sa();
  tell(bench, sa, 40001, 4500, 5);
  tell(bench, sa, 40002, 4500, 6);
  const auto findings = bench.of("ike-nat-rebinding");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->frames == std::vector<std::uint32_t>{6});
  CHECK(findings[0]->evidence.text("after") == "10.1.0.10:40002");
}

TEST_CASE("ike-nat-rebinding is silent when NAT traversal moves both to port 4500") {
  AuditBench bench;
  const auto sa = told_sa();
  tell(bench, sa, 500, 500, 5);
  tell(bench, sa, 4500, 4500, 6);
  tell(bench, sa, 4500, 4500, 7);
  CHECK(bench.silent("ike-nat-rebinding"));
}

TEST_CASE("ike-nat-rebinding names who moved, and once: the other side only answers there") {
  AuditBench bench;
  const auto sa = told_sa();
  const auto octets = encrypted(registry::exchange::informational, 3, true, false);
  sessions::IkeMessage message;
  REQUIRE(message.read(octets));
  std::uint32_t frame = 0;
  const auto send = [&](const char* from, const char* to, bool from_initiator) {
    Datagram datagram;
    datagram.frame = ++frame;
    datagram.path.source = *address_from(from);
    datagram.path.destination = *address_from(to);
    datagram.path.source_port = datagram.path.destination_port = 4500;
    bench.events().tell(
        sessions::IkeMessageSeen{datagram, message, sa, nullptr, false, from_initiator});
  };
  send("10.1.0.10", "10.2.0.10", true);
  send("10.2.0.10", "10.1.0.10", false);
  send("fd00:1::10", "fd00:2::10", true);
  send("fd00:2::10", "fd00:1::10", false);
  send("fd00:2::10", "fd00:1::10", false);
  const auto* finding = bench.only("ike-nat-rebinding");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 1);
  CHECK(finding->frames == std::vector<std::uint32_t>{3});
  CHECK(finding->evidence.text("who") == "the initiator");
  CHECK(finding->evidence.text("before") == "10.1.0.10:4500");
  CHECK(finding->evidence.text("after") == "[fd00:1::10]:4500");
}

namespace {

void tell_esp(AuditBench& bench, const sessions::EspFlow& flow, std::uint16_t source_port,
              std::uint16_t destination_port, bool udp = true) {
  auto datagram = bench.datagram(true);
  datagram.path.source_port = source_port;
  datagram.path.destination_port = destination_port;
  datagram.path.encapsulation = udp ? Encapsulation::udp : Encapsulation::none;
  bench.tell(sessions::EspOpened{datagram, flow, nullptr, datagram.frame, {}});
}

}  // namespace

TEST_CASE(
    "ike-nat-rebinding fires when authentic ESP in UDP comes from, or goes to, another port") {
  sessions::EspFlow flow;
  flow.id = 1;
  flow.spi = 0xc0000001;
  AuditBench sender;
  tell_esp(sender, flow, 40001, 4500);
  tell_esp(sender, flow, 40001, 4500);
  tell_esp(sender, flow, 40002, 4500);
  tell_esp(sender, flow, 40002, 4500);
  const auto* moved = sender.only("ike-nat-rebinding");
  REQUIRE(moved != nullptr);
  CHECK(moved->count == 1);
  CHECK(moved->frames == std::vector<std::uint32_t>{3});
  CHECK(moved->certainty == rules::Certainty::decrypted);
  CHECK(moved->sentence().find("last from 10.1.0.10:40001 to 10.1.0.10:40002") !=
        std::string::npos);
  AuditBench receiver;
  tell_esp(receiver, flow, 4500, 40001);
  tell_esp(receiver, flow, 4500, 40002);
  REQUIRE(receiver.only("ike-nat-rebinding") != nullptr);
  CHECK(receiver.only("ike-nat-rebinding")->evidence.text("who") == "the receiver");
}

TEST_CASE("ike-nat-rebinding is silent on ESP that stays where it is, and without UDP") {
  sessions::EspFlow flow;
  flow.id = 1;
  AuditBench bench;
  tell_esp(bench, flow, 40001, 4500);
  tell_esp(bench, flow, 40001, 4500);
  tell_esp(bench, flow, 0, 0, false);
  CHECK(bench.silent("ike-nat-rebinding"));
}

}  // namespace espect::test::ike_nat_rebinding
