// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/played_ikev1.h"

namespace espect::test::ikev1_identity_in_clear {

TEST_CASE("ikev1-identity-in-clear names who aggressive mode shows") {
  AuditBench bench;
  PlayedIkev1(bench).aggressive_mode();
  bench.end();
  const auto* finding = bench.only("ikev1-identity-in-clear");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::low);
  CHECK(finding->sentence() ==
        "aggressive mode shows who the peers are: 10.1.0.10 alice.example and 10.2.0.10 "
        "bob.example");
  CHECK(finding->frames == std::vector<std::uint32_t>{1, 2});
}

TEST_CASE("ikev1-identity-in-clear is silent about main mode, opened or not") {
  AuditBench bench(with_keys);
  PlayedIkev1 played(bench);
  bench.ring.add(played.row());
  played.main_mode();
  played.proofs();
  bench.end();
  CHECK(bench.ike_sa(1).decrypted == 2);
  CHECK(bench.silent("ikev1-identity-in-clear"));
}

}  // namespace espect::test::ikev1_identity_in_clear
