// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/played_ikev1.h"

namespace espect::test::ikev1_xauth_preshared_key {

TEST_CASE("ikev1-xauth-preshared-key is told for XAUTH behind a group's key") {
  AuditBench bench;
  PlayedIkev1(bench, 65001).main_mode();
  bench.end();
  const auto* finding = bench.only("ikev1-xauth-preshared-key");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::low);
  CHECK(finding->sentence() == "10.1.0.10 and 10.2.0.10 use XAUTH behind a preshared key");
  CHECK(finding->evidence.text("method") == "XAUTHInitPreShared");
  AuditBench aggressive;
  PlayedIkev1(aggressive, 65001).aggressive_mode();
  aggressive.end();
  REQUIRE(aggressive.only("ikev1-xauth-preshared-key") != nullptr);
  CHECK(aggressive.only("ikev1-xauth-preshared-key")->sentence().ends_with("in aggressive mode"));
}

TEST_CASE("ikev1-xauth-preshared-key is silent with certificates, and without XAUTH") {
  for (const auto method : std::initializer_list<std::uint16_t>{1, 3, 65005, 64221}) {
    AuditBench bench;
    PlayedIkev1(bench, method).main_mode();
    bench.end();
    CHECK(bench.silent("ikev1-xauth-preshared-key"));
  }
}

}  // namespace espect::test::ikev1_xauth_preshared_key
