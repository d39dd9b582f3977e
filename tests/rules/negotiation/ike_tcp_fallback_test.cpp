// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/sessions.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_tcp_fallback {
namespace {

AuditBench& over(Encapsulation encapsulation, AuditBench& bench, const Octets& message,
                 bool from_alice, double seconds) {
  auto datagram = bench.datagram(from_alice, seconds);
  datagram.path.encapsulation = encapsulation;
  datagram.path.source_port = datagram.path.destination_port = 4500;
  datagram.content = Ike{message, false};
  bench.sessions().on(datagram);
  return bench;
}

Octets another(Octets message) {
  message[0] ^= 0x80;
  return message;
}

}  // namespace

TEST_CASE("ike-tcp-fallback says what went unanswered over UDP") {
  AuditBench bench;
  const auto request = init_request({classical});
  for (int i = 0; i < 3; ++i) over(Encapsulation::udp, bench, request, true, i * 2);
  over(Encapsulation::tcp, bench, another(request), true, 10);
  over(Encapsulation::tcp, bench, another(init_response(classical)), false, 10);
  bench.end(60);
  const auto* finding = bench.only("ike-tcp-fallback");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence() ==
        "10.1.0.10 got no answer from 10.2.0.10 over UDP (3 requests) and went on over TCP");
  // The path drops UDP; nobody is to blame for that.
  REQUIRE(bench.only("ike-unanswered") != nullptr);
  CHECK(bench.only("ike-unanswered")->severity == rules::Severity::low);
}

TEST_CASE("ike-tcp-fallback is silent when the answer over UDP came late") {
  AuditBench bench;
  const auto request = init_request({classical});
  over(Encapsulation::udp, bench, request, true, 0);
  over(Encapsulation::tcp, bench, another(request), true, 1);
  over(Encapsulation::udp, bench, init_response(classical), false, 1.1);
  bench.end(60);
  CHECK(bench.silent("ike-tcp-fallback"));
}

TEST_CASE("ike-tcp-fallback is silent when UDP was answered") {
  AuditBench bench;
  const auto request = init_request({classical});
  over(Encapsulation::udp, bench, request, true, 0);
  over(Encapsulation::udp, bench, init_response(classical), false, 0);
  over(Encapsulation::tcp, bench, another(request), true, 10);
  bench.end(60);
  CHECK(bench.silent("ike-tcp-fallback"));
}

}  // namespace espect::test::ike_tcp_fallback
