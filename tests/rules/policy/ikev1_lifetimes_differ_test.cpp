// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/played_ikev1.h"

namespace espect::test::ikev1_lifetimes_differ {

TEST_CASE("ikev1-lifetimes-differ: phase 1 answered with another life") {
  AuditBench bench;
  PlayedIkev1 played(bench);
  played.answer = phase1_transform(1, 86400);
  played.main_mode();
  bench.end();
  const auto* finding = bench.only("ikev1-lifetimes-differ");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::low);
  CHECK(finding->certainty == rules::Certainty::observed);
  CHECK(finding->sentence() ==
        "10.1.0.10 offered 10.2.0.10 a life of 28800 s for phase 1, and got 86400 s");
}

TEST_CASE("ikev1-lifetimes-differ: a quick mode answered with another life") {
  AuditBench bench(with_keys);
  PlayedIkev1 played(bench);
  played.esp_answer = esp_transform(0, 1800);
  bench.ring.add(played.row());
  played.main_mode();
  played.proofs().quick_mode(5, 0xc1, 0xd1);
  bench.end();
  const auto* finding = bench.only("ikev1-lifetimes-differ");
  REQUIRE(finding != nullptr);
  CHECK(finding->certainty == rules::Certainty::decrypted);
  CHECK(finding->sentence() ==
        "10.1.0.10 offered 10.2.0.10 a life of 3600 s for Child SA 0x000000c1 0x000000d1, and got "
        "1800 s");
}

TEST_CASE("ikev1-lifetimes-differ is silent when one of several offers has that life") {
  AuditBench bench;
  PlayedIkev1 played(bench);
  played.offer = {phase1_transform(1, 28800), phase1_transform(1, 86400)};
  played.answer = phase1_transform(1, 86400);
  played.main_mode();
  bench.end();
  CHECK(bench.silent("ikev1-lifetimes-differ"));
}

}  // namespace espect::test::ikev1_lifetimes_differ
