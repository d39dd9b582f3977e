// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/sessions.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::esp_unreachable {
namespace {

AuditBench& icmp(AuditBench& bench, IcmpReason reason, std::string_view reporter,
                 std::uint32_t spi = 0xc2000002, Carried carried = Carried::esp,
                 Encapsulation encapsulation = Encapsulation::none) {
  auto datagram = bench.datagram(false);
  datagram.path.source = *address_from(reporter);
  IcmpError error;
  error.reason = reason;
  error.carried = carried;
  error.spi = spi;
  error.quoted.source = alice;
  error.quoted.destination = bob;
  error.quoted.encapsulation = encapsulation;
  datagram.content = error;
  bench.sessions().on(datagram);
  return bench;
}

}  // namespace

TEST_CASE("esp-unreachable names the SA, who reports it and the share of its packets") {
  AuditBench bench;
  for (std::uint32_t i = 1; i <= 6; ++i)
    icmp(bench.esp(0xc2000002, i), IcmpReason::protocol_unreachable, "10.2.0.10");
  bench.end();
  const auto* finding = bench.only("esp-unreachable");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence() ==
        "10.2.0.10 answered 6 packets of ESP SA 0xc2000002 to 10.2.0.10 with ICMP protocol "
        "unreachable (6 of 6): it has no IPsec that takes this packet");
}

TEST_CASE("esp-unreachable gives each reason its own name") {
  const std::pair<IcmpReason, std::string_view> reasons[] = {
      {IcmpReason::prohibited, "administratively prohibited"},
      {IcmpReason::port_unreachable, "port unreachable"},
      {IcmpReason::host_unreachable, "host unreachable"},
      {IcmpReason::network_unreachable, "network unreachable"},
  };
  for (const auto& [reason, text] : reasons) {
    AuditBench bench;
    icmp(bench.esp(0xc2000002, 1), reason, "203.0.113.9").end();
    REQUIRE(bench.only("esp-unreachable") != nullptr);
    CHECK(bench.only("esp-unreachable")->evidence.text("reason") == text);
    CHECK(bench.only("esp-unreachable")->evidence.text("reporter") == "203.0.113.9");
  }
}

TEST_CASE("esp-unreachable: of ESP without UDP no port can be closed, a filter rejects it") {
  const auto why = [](Encapsulation encapsulation) {
    AuditBench bench;
    icmp(bench, IcmpReason::port_unreachable, "10.2.0.10", 0xc2000002, Carried::esp, encapsulation)
        .end();
    return bench.only("esp-unreachable")->evidence.text("why");
  };
  CHECK(why(Encapsulation::none) == "a filter there rejects it, for the packet has no ports");
  CHECK(why(Encapsulation::udp) == "nothing listens there on the port of encapsulated ESP");
}

TEST_CASE("esp-unreachable tells SAs apart that the capture holds no packet of") {
  AuditBench bench;
  icmp(bench, IcmpReason::prohibited, "203.0.113.9", 0x1001);
  icmp(bench, IcmpReason::prohibited, "203.0.113.9", 0x1002);
  bench.end();
  CHECK(bench.of("esp-unreachable").size() == 2);
}

TEST_CASE("esp-unreachable is silent about path MTU, time exceeded and IKE") {
  AuditBench bench;
  bench.esp(0xc2000002, 1);
  icmp(bench, IcmpReason::fragmentation_needed, "203.0.113.9");
  icmp(bench, IcmpReason::time_exceeded, "203.0.113.9");
  icmp(bench, IcmpReason::port_unreachable, "10.2.0.10", 0, Carried::ike);
  bench.end();
  CHECK(bench.silent("esp-unreachable"));
}

}  // namespace espect::test::esp_unreachable
