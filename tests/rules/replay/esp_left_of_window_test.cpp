// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"

using espect::test::AuditBench;

TEST_CASE("esp-left-of-window fires on new numbers at the window's left edge and beyond") {
  AuditBench bench;
  // 100 - 68 = 32: the first number a window of 32 no longer covers.
  bench.esp(0xa, 1).esp(0xa, 100).esp(0xa, 68).esp(0xa, 10).end();
  const auto findings = bench.of("esp-left-of-window");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 2);
  CHECK(findings[0]->frames == std::vector<std::uint32_t>{3, 4});
  CHECK(findings[0]->evidence.number("worst_distance") == 90);
  CHECK(findings[0]->evidence.number("window_needed") == 91);
  CHECK(findings[0]->certainty == espect::rules::Certainty::inferred);
}

TEST_CASE("esp-left-of-window is silent inside the window and on repeats") {
  AuditBench bench;
  bench.esp(0xa, 1).esp(0xa, 100).esp(0xa, 69).esp(0xa, 1).end();
  CHECK(bench.silent("esp-left-of-window"));
}
