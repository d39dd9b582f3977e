// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/sessions.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"

using espect::test::AuditBench;

TEST_CASE("esp-sequence-reused fires on each repeat and keeps one finding per SA") {
  AuditBench bench;
  bench.esp(0xa, 1).esp(0xa, 2).esp(0xa, 2).esp(0xa, 3).esp(0xa, 1).esp(0xb, 9).esp(0xb, 9).end();
  const auto findings = bench.of("esp-sequence-reused");
  REQUIRE(findings.size() == 2);
  CHECK(findings[0]->count == 2);
  CHECK(findings[0]->frames == std::vector<std::uint32_t>{3, 5});
  CHECK(findings[0]->severity == espect::rules::Severity::high);
  CHECK(findings[0]->evidence.number("first_repeated_sequence") == 2);
  CHECK(findings[0]->sentence() ==
        "2 packets on ESP SA 0x0000000a to 10.2.0.10 repeat a sequence number that was seen "
        "before, the first 2 in frame 3");
  CHECK(findings[1]->count == 1);
}

TEST_CASE(
    "esp-sequence-reused is silent on fresh numbers, gaps, reordering and equal SPIs of other "
    "destinations") {
  AuditBench bench;
  bench.esp(0xa, 1)
      .esp(0xa, 3)
      .esp(0xa, 2)
      .esp(0xa, 500)
      .esp(0xa, 4)
      .esp(0xa, 1, false)
      .esp(0xb, 1)
      .end();
  CHECK(bench.silent("esp-sequence-reused"));
}

TEST_CASE("esp-sequence-reused is information for a multicast group that was keyed by hand") {
  AuditBench bench;
  for (int i = 0; i < 3; ++i) {  // OSPFv3 without anti-replay: the number stands still
    auto datagram = bench.datagram(true, i);
    datagram.path.destination = *espect::address_from("ff02::5");
    datagram.path.source = *espect::address_from("fe80::1");
    const espect::test::Octets packet(80, static_cast<std::uint8_t>(i));
    datagram.content = espect::Esp{packet, 0xa, 1};
    bench.sessions().on(datagram);
  }
  bench.end(60);
  const auto findings = bench.of("esp-sequence-reused");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->severity == espect::rules::Severity::info);
  CHECK(findings[0]->evidence.text("receiver").find("no anti-replay") != std::string::npos);
}
