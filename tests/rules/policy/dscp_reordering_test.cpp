// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::dscp_reordering {
namespace {

TEST_CASE("dscp-reordering fires when the late packet has another class") {
  AuditBench bench;
  auto flow = flow_that_saw({1, 100});
  flow.highest_traffic_class = 46 << 2;
  auto datagram = bench.datagram(true);
  datagram.ip.traffic_class = 8 << 2;
  bench.tell(sessions::SequenceOutOfOrder{datagram, flow, nullptr, 20,
                                          sessions::SequenceVerdict::left_of_window, 80, false});
  const auto* finding = bench.only("dscp-reordering");
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.text("classes") == "8 behind 46");
}

TEST_CASE("dscp-reordering is silent within one class (ECN aside) and inside the window") {
  AuditBench bench;
  auto flow = flow_that_saw({1, 100});
  flow.highest_traffic_class = 46 << 2;
  auto datagram = bench.datagram(true);
  datagram.ip.traffic_class = 46 << 2 | 3;
  bench.tell(sessions::SequenceOutOfOrder{datagram, flow, nullptr, 20,
                                          sessions::SequenceVerdict::left_of_window, 80, false});
  datagram.ip.traffic_class = 0;
  bench.tell(sessions::SequenceOutOfOrder{datagram, flow, nullptr, 90,
                                          sessions::SequenceVerdict::late, 10, false});
  CHECK(bench.silent("dscp-reordering"));
}

}  // namespace
}  // namespace espect::test::dscp_reordering
