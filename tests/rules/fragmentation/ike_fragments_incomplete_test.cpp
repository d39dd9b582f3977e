// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/broken_paths.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::ike_fragments_incomplete {
namespace {

TEST_CASE("ike-fragments-incomplete lists the numbers that never came") {
  AuditBench bench;
  bench.ike(true, ike_fragment(1, 4)).ike(true, ike_fragment(3, 4)).end(60);
  const auto* finding = bench.only("ike-fragments-incomplete");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 1);
  CHECK(finding->evidence.text("missing") == "2, 4");
}

TEST_CASE("ike-fragments-incomplete is silent in any order, and when the exchange went on") {
  AuditBench bench;
  bench.ike(true, ike_fragment(2, 2)).ike(true, ike_fragment(1, 2)).end(60);
  CHECK(bench.silent("ike-fragments-incomplete"));
  AuditBench answered;
  answered.ike(true, ike_fragment(1, 2)).ike(false, ike_fragment(1, 1, 1, true)).end(60);
  CHECK(answered.silent("ike-fragments-incomplete"));
}

TEST_CASE("ike-fragments-incomplete accuses nobody when the capture ends at the fragments") {
  AuditBench bench;
  bench.ike(true, ike_fragment(1, 4), 1).ike(true, ike_fragment(2, 4), 1.01).end(1.02);
  const auto* finding = bench.only("ike-fragments-incomplete");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::info);
  CHECK(finding->sentence().ends_with("; the capture ends there"));
}

}  // namespace
}  // namespace espect::test::ike_fragments_incomplete
