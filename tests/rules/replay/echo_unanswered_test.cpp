// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/echo_bench.h"

namespace espect::test::echo_unanswered {

TEST_CASE("echo-unanswered fires after five seconds of capture time") {
  EchoBench bench;
  bench.plain(true, 7, 1, "abcd").plain(false, 7, 1, "abcd").plain(true, 7, 2, "abcd");
  bench.audit.end(30);
  const auto* finding = bench.audit.only("echo-unanswered");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 1);
  CHECK(finding->severity == rules::Severity::info);
  CHECK(finding->frames == std::vector<std::uint32_t>{3});
  CHECK(finding->sentence().find("does not show that ESP is blocked") != std::string::npos);
}

TEST_CASE("echo-unanswered does not judge the last five seconds") {
  EchoBench bench;
  bench.plain(true, 7, 1, "abcd");
  bench.audit.end(4.9);
  CHECK(bench.audit.silent("echo-unanswered"));
}

TEST_CASE("echo-unanswered is silent on a request that asks for no reply") {
  EchoBench bench;
  bench.merged(true, 7, 1, "abcd", false);
  bench.audit.end(30);
  CHECK(bench.audit.silent("echo-unanswered"));
}

TEST_CASE("echo-unanswered counts every request, whether it has numbers or not") {
  EchoBench bench;
  bench.bare(true, 0).bare(false, 0);                                           // A, answered
  bench.bare(true, 0).bare(true, 0);                                            // A, twice in vain
  bench.plain(true, 0, 0, "a").plain(true, 0, 0, "a").plain(false, 0, 0, "a");  // one of two
  bench.plain(true, 3, 1, "a");
  bench.merged(true, 3, 2, "a");
  bench.poc(true, 3, 3, "a");
  bench.audit.end(60);
  const auto* finding = bench.audit.only("echo-unanswered");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 6);
}

TEST_CASE("echo-unanswered is silent on a request that was sent again before the reply") {
  EchoBench bench;
  bench.plain(true, 7, 1, "abcd").plain(true, 7, 1, "abcd").plain(false, 7, 1, "abcd");
  bench.audit.end(60);
  CHECK(bench.audit.silent("echo-unanswered"));
}

}  // namespace espect::test::echo_unanswered
