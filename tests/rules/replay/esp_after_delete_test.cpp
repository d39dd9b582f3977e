// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::esp_after_delete {
namespace {

TEST_CASE("esp-after-delete names the delete and how late the packet came") {
  AuditBench bench;
  const auto flow = flow_that_saw({1});
  sessions::ChildSa child;
  child.closed_frame = 9;
  bench.tell(sessions::EspAfterDelete{bench.datagram(true), flow, &child, 7.5});
  const auto* finding = bench.only("esp-after-delete");
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.number("delete_frame") == 9);
  CHECK(finding->evidence.number("seconds_after_delete") == 7);
}

TEST_CASE("esp-after-delete is silent about flows without a Child SA") {
  AuditBench bench;
  bench.esp(0xa, 1).esp_at(100, 0xa, 2).end();
  CHECK(bench.silent("esp-after-delete"));
}

}  // namespace
}  // namespace espect::test::esp_after_delete
