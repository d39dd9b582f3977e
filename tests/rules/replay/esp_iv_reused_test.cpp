// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/iv_history.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::esp_iv_reused {
namespace {

TEST_CASE("esp-iv-reused fires on the event that sessions tell for authentic packets only") {
  AuditBench bench;
  const auto flow = flow_that_saw({1, 2});
  bench.tell(sessions::IvReused{bench.datagram(true), flow, nullptr, 0x1122});
  const auto* finding = bench.only("esp-iv-reused");
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.text("first_iv") == "0000000000001122");
  CHECK(finding->certainty == rules::Certainty::decrypted);
}

TEST_CASE("an IV counts as reused with other octets only") {
  sessions::IvHistory history;
  CHECK_FALSE(history.reused(7, 1));
  CHECK_FALSE(history.reused(7, 1));
  CHECK_FALSE(history.reused(8, 2));
  CHECK(history.reused(7, 3));
}

TEST_CASE("esp-iv-reused is silent without keys") {
  AuditBench bench;
  bench.esp(0xa, 1).esp_at(1, 0xa, 2).end();
  CHECK(bench.silent("esp-iv-reused"));
}

}  // namespace
}  // namespace espect::test::esp_iv_reused
