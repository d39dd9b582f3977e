// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"

using espect::test::AuditBench;

TEST_CASE("flows are kept by protocol, destination and SPI") {
  AuditBench bench;
  bench.esp(0xa, 1).esp(0xa, 2).esp(0xa, 1, false).esp(0xb, 1);
  const auto& flows = bench.sessions().flows();
  REQUIRE(flows.size() == 3);
  CHECK(flows[0].packets == 2);
  CHECK(flows[0].octets == 160);
  CHECK(flows[0].largest_outer == 100);
  CHECK(flows[0].first_frame == 1);
  CHECK(flows[0].last_frame == 2);
  CHECK(to_text(flows[1].path.destination) == "10.1.0.10");
}

TEST_CASE("a sequence number that wraps goes on in the next epoch") {
  AuditBench bench;
  bench.esp(0xa, 0xffff'fffe).esp(0xa, 0xffff'ffff).esp(0xa, 0).esp(0xa, 1);
  const auto& history = bench.sessions().flows()[0].history;
  CHECK(history.lost() == 0);
  CHECK(history.reordered() == 0);
  CHECK(history.highest() == 0x1'0000'0001);
}
