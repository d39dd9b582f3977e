// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/echo_bench.h"

using namespace espect;
using namespace espect::test;

TEST_CASE("echo-reply-mismatch is silent on replies that repeat their requests") {
  EchoBench bench;
  bench.plain(true, 7, 1, "abcd").plain(false, 7, 1, "abcd");
  bench.plain(true, 7, 2, "abcdefgh").plain(false, 7, 2, "abcd");  // the way back has a smaller MTU
  bench.merged(true, 9, 1, "12345678").merged(false, 9, 1, "12345678");
  bench.audit.end(60);
  CHECK(bench.audit.silent("echo-reply-mismatch"));
  const auto& paths = bench.audit.sessions().echo_paths();
  REQUIRE(paths.size() == 1);
  CHECK(paths[0].requests == 3);
  CHECK(paths[0].answered() == 3);
  CHECK(paths[0].unanswered == 0);
}

TEST_CASE("echo-reply-mismatch fires on other data, longer replies and a foreign identifier") {
  EchoBench bench;
  bench.plain(true, 7, 1, "abcd").plain(false, 7, 1, "abcX");
  bench.plain(true, 7, 2, "abcd").plain(false, 7, 2, "abcdefgh");
  bench.plain(true, 7, 3, "abcd").plain(false, 8, 3, "abcd");
  const auto* finding = bench.audit.only("echo-reply-mismatch");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 3);
  CHECK(finding->frames == std::vector<std::uint32_t>{1, 2, 3, 4, 5, 6});
  for (const auto* kind : {"other_data", "longer", "other_identifier"})
    CHECK(finding->evidence.number(kind) == 1);
  CHECK(finding->sentence().find("amplification") != std::string::npos);
}

TEST_CASE("echo-reply-mismatch is silent on replies whose request is not in the capture") {
  EchoBench bench;
  bench.plain(false, 7, 1, "abcd");
  bench.plain(true, 9, 2, "abcd").plain(false, 7, 2, "abcd").plain(true, 7, 3, "x");
  // Identifier 7 is nobody's when its reply comes: it may answer request 9, and that is inferred.
  const auto* finding = bench.audit.only("echo-reply-mismatch");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 1);
  CHECK(finding->certainty == rules::Certainty::inferred);
}
