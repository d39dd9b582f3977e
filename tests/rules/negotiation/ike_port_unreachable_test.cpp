// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/sessions.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_port_unreachable {
namespace {

void tell(AuditBench& bench, IcmpReason reason, Carried carried) {
  Datagram datagram;
  datagram.frame = 7;
  datagram.path.source = *address_from("10.2.0.10");
  IcmpError error;
  error.reason = reason;
  error.carried = carried;
  error.quoted.destination = *address_from("10.2.0.10");
  error.quoted.destination_port = 500;
  bench.events().tell(sessions::IcmpErrorSeen{datagram, error});
}

}  // namespace

TEST_CASE("ike-port-unreachable counts ICMP errors and says who sent them") {
  AuditBench bench;
  tell(bench, IcmpReason::port_unreachable, Carried::ike);
  tell(bench, IcmpReason::port_unreachable, Carried::ike);
  const auto findings = bench.of("ike-port-unreachable");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 2);
  CHECK(findings[0]->sentence() ==
        "10.2.0.10 reported port unreachable for IKE to 10.2.0.10:500, 2 times");
}

TEST_CASE("ike-port-unreachable is silent about ESP and about path MTU") {
  AuditBench bench;
  tell(bench, IcmpReason::port_unreachable, Carried::esp);
  tell(bench, IcmpReason::fragmentation_needed, Carried::ike);
  CHECK(bench.silent("ike-port-unreachable"));
}

TEST_CASE("ike-port-unreachable finds the IKE SA that the error quotes") {
  AuditBench bench;
  const auto request = init_request({classical});
  bench.ike(true, request);
  IcmpError error;
  error.reason = IcmpReason::host_unreachable;
  error.carried = Carried::ike;
  error.ike = request;
  Datagram datagram;
  datagram.frame = 2;
  datagram.content = error;
  bench.sessions().on(datagram);
  REQUIRE(bench.of("ike-port-unreachable").size() == 1);
  CHECK(bench.of("ike-port-unreachable")[0]->subject.ike_sa == 1U);
}

TEST_CASE("ike-port-unreachable is low once the IKE SA got an answer all the same") {
  AuditBench bench;
  const auto request = init_request({classical});
  const auto unreachable = [&](std::uint32_t frame) {
    IcmpError error;
    error.reason = IcmpReason::network_unreachable;
    error.carried = Carried::ike;
    error.ike = request;
    Datagram datagram;
    datagram.frame = frame;
    datagram.content = error;
    bench.sessions().on(datagram);
  };
  bench.ike(true, request, 0);
  unreachable(2);
  CHECK(bench.only("ike-port-unreachable")->severity == rules::Severity::high);
  bench.ike(true, request, 4).ike(false, init_response(classical), 4.1);
  CHECK(bench.only("ike-port-unreachable")->severity == rules::Severity::low);
  CHECK(bench.only("ike-port-unreachable")->sentence().ends_with("; the IKE SA went on"));
  unreachable(9);
  CHECK(bench.only("ike-port-unreachable")->severity == rules::Severity::high);
}

}  // namespace espect::test::ike_port_unreachable
