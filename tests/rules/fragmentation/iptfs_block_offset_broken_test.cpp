// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::iptfs_block_offset_broken {
namespace {

TEST_CASE("iptfs-block-offset-broken counts the payloads that contradict") {
  AuditBench bench;
  const auto flow = flow_that_saw({1});
  sessions::AggfragCounters counters;
  counters.malformed = 2;
  bench.tell(sessions::EspFlowEnded{flow, nullptr, &counters});
  const auto* finding = bench.only("iptfs-block-offset-broken");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 2);
}

TEST_CASE("iptfs-block-offset-broken is silent about losses and about other modes") {
  AuditBench bench;
  const auto flow = flow_that_saw({1});
  sessions::AggfragCounters lossy;
  lossy.incomplete = 3;
  bench.tell(sessions::EspFlowEnded{flow, nullptr, &lossy})
      .tell(sessions::EspFlowEnded{flow, nullptr, nullptr});
  CHECK(bench.silent("iptfs-block-offset-broken"));
}

}  // namespace
}  // namespace espect::test::iptfs_block_offset_broken
