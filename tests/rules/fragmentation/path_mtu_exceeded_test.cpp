// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/broken_paths.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::path_mtu_exceeded {
namespace {

TEST_CASE("path-mtu-exceeded says whether the sender adapted") {
  for (const auto& [later, words] :
       {std::pair(1380U, "the sender adapted"),
        std::pair(1492U, "the sender did not adapt: later packets are larger")}) {
    AuditBench bench;
    auto flow = flow_that_saw({1, 2});
    const auto error = too_big(1400);
    bench.tell(sessions::IcmpErrorSeen{bench.datagram(false), error, &flow});
    flow.path_mtu = 1400;
    flow.largest_since_path_mtu = later;
    bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr});
    const auto* finding = bench.only("path-mtu-exceeded");
    REQUIRE(finding != nullptr);
    CHECK(finding->count == 1);
    CHECK(finding->evidence.number("mtu") == 1400);
    CHECK(finding->evidence.text("sender") == words);
  }
}

TEST_CASE("path-mtu-exceeded is silent about other reasons and other traffic") {
  AuditBench bench;
  auto unreachable = too_big(0);
  unreachable.reason = IcmpReason::port_unreachable;
  const auto web = too_big(1400, Carried::unknown);
  bench.tell(sessions::IcmpErrorSeen{bench.datagram(false), unreachable})
      .tell(sessions::IcmpErrorSeen{bench.datagram(false), web});
  CHECK(bench.silent("path-mtu-exceeded"));
}

}  // namespace
}  // namespace espect::test::path_mtu_exceeded
