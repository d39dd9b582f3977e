// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/sessions.h"
#include "tests/support/catch.h"
#include "tests/support/echo_bench.h"

namespace espect::test::echo_reply_mismatch {

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
  bench.audit.end(60);
  const auto* finding = bench.audit.only("echo-reply-mismatch");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 3);
  CHECK(finding->frames == std::vector<std::uint32_t>{1, 2, 3, 4, 5, 6});
  for (const auto* kind : {"other_data", "longer", "other_identifier"})
    CHECK(finding->evidence.number(kind) == 1);
  CHECK(finding->sentence().find("amplification") != std::string::npos);
}

TEST_CASE("echo-reply-mismatch fires on numbers that no request had") {
  EchoBench bench;
  bench.plain(true, 7, 1, "abcd").plain(false, 7, 9, "abcd");
  bench.merged(true, 7, 2, "abcd").merged(false, 9, 9, "abcd");
  bench.poc(true, 7, 3, "abcd").poc(false, 7, 4, "abcd");
  bench.plain(true, 7, 5, "abcd").plain(false, 7, 5, "abcd");  // a sound one
  bench.audit.end(60);
  const auto* finding = bench.audit.only("echo-reply-mismatch");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 3);
  CHECK(finding->severity == rules::Severity::medium);
  CHECK(finding->certainty == rules::Certainty::inferred);
  CHECK(finding->frames == std::vector<std::uint32_t>{1, 2, 3, 4, 5, 6});
  CHECK(finding->evidence.number("other_sequence") == 2);
  CHECK(finding->evidence.number("other_numbers") == 1);
  const auto* unanswered = bench.audit.only("echo-unanswered");
  REQUIRE(unanswered != nullptr);
  CHECK(unanswered->count == 3);
}

TEST_CASE("echo-reply-mismatch fires on a reply in another layout") {
  EchoBench bench;
  bench.plain(true, 7, 1, "abcd").bare(false, 0);
  bench.audit.end(60);
  const auto* finding = bench.audit.only("echo-reply-mismatch");
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.number("other_layout") == 1);
}

TEST_CASE("echo-reply-mismatch tells another ESP sequence number of form A as information") {
  EchoBench bench;
  bench.bare(true, 5).bare(false, 5).bare(true, 6).bare(false, 0);  // 0: not used
  CHECK(bench.audit.silent("echo-reply-mismatch"));
  bench.bare(true, 7).bare(false, 70);
  const auto* finding = bench.audit.only("echo-reply-mismatch");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::info);
  CHECK(finding->evidence.number("other_esp_sequence") == 1);
}

TEST_CASE("echo-reply-mismatch is silent on replies whose request is not in the capture") {
  EchoBench bench;
  bench.plain(false, 7, 1, "abcd");
  // The reply to 9 overtakes that to a request which the capture missed.
  bench.plain(true, 9, 2, "abcd").plain(false, 7, 2, "abcd").plain(false, 9, 2, "abcd");
  bench.audit.end(60);
  CHECK(bench.audit.silent("echo-reply-mismatch"));
  CHECK(bench.audit.silent("echo-unanswered"));
}

TEST_CASE("a reply is compared with the request of its data and its SA, not with the newest") {
  EchoBench bench;
  // Identifier and sequence number may be 0; three at once, answered in order.
  bench.plain(true, 0, 0, "one").plain(true, 0, 0, "two").plain(true, 0, 0, "three");
  bench.plain(false, 0, 0, "one").plain(false, 0, 0, "two").plain(false, 0, 0, "three");
  bench.audit.end(60);
  CHECK(bench.audit.silent("echo-reply-mismatch"));
  CHECK(bench.audit.silent("echo-unanswered"));
  CHECK(bench.audit.sessions().echo_paths()[0].answered() == 3);
}

}  // namespace espect::test::echo_reply_mismatch
