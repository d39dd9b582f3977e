// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/broken_paths.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::ike_fragments_inconsistent {
namespace {

TEST_CASE("ike-fragments-inconsistent fires on other octets, a smaller total and a wrong number") {
  for (const auto& odd : {ike_fragment(1, 3, 0x77), ike_fragment(2, 2), ike_fragment(4, 3)}) {
    AuditBench bench;
    bench.ike(true, ike_fragment(1, 3)).ike(true, odd).end();
    const auto* finding = bench.only("ike-fragments-inconsistent");
    REQUIRE(finding != nullptr);
    CHECK(finding->frames == std::vector<std::uint32_t>{2});
  }
}

TEST_CASE("ike-fragments-inconsistent is silent about copies and smaller pieces") {
  AuditBench bench;
  bench.ike(true, ike_fragment(1, 2))
      .ike(true, ike_fragment(1, 2))
      .ike(true, ike_fragment(1, 5, 0x77))
      .end();
  CHECK(bench.silent("ike-fragments-inconsistent"));
}

}  // namespace
}  // namespace espect::test::ike_fragments_inconsistent
