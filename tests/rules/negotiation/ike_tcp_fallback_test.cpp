// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test {
namespace {

void begin(AuditBench& bench, bool from_alice, std::uint64_t spi_i, Encapsulation encapsulation) {
  MessageSpec spec{.spi_i = spi_i, .from_initiator = from_alice, .response = !from_alice};
  spec.payloads = {{registry::payload::nonce, std::vector<std::uint8_t>(32, 1)}};
  const auto message = ike_message(spec);
  auto datagram = bench.datagram(from_alice);
  datagram.path.encapsulation = encapsulation;
  datagram.content = Ike{message, false};
  bench.sessions().on(datagram);
}

TEST_CASE("ike-tcp-fallback tells once that TCP followed unanswered UDP") {
  AuditBench bench;
  begin(bench, true, 1, Encapsulation::udp);
  begin(bench, true, 2, Encapsulation::tcp);
  begin(bench, false, 2, Encapsulation::tcp);
  const auto* finding = bench.only("ike-tcp-fallback");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 1);
  CHECK(finding->sentence() ==
        "10.1.0.10 went on over TCP to 10.2.0.10: over UDP (IKE SA 1) nobody had answered");
}

TEST_CASE("ike-tcp-fallback is silent when UDP was answered or not tried") {
  const bool tried = GENERATE(true, false);
  AuditBench bench;
  if (tried) {
    begin(bench, true, 1, Encapsulation::udp);
    begin(bench, false, 1, Encapsulation::udp);
  }
  begin(bench, true, 2, Encapsulation::tcp);
  CHECK(bench.silent("ike-tcp-fallback"));
}

}  // namespace
}  // namespace espect::test
