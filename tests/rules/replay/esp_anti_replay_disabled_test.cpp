// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::esp_anti_replay_disabled {
namespace {

TEST_CASE("esp-anti-replay-disabled needs a key source that says it") {
  AuditBench bench;
  auto flow = flow_that_saw({1, 2, 2, 2});
  flow.window = 0;
  flow.window_known = true;
  bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr});
  const auto* finding = bench.only("esp-anti-replay-disabled");
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.number("repeats") == 2);
  CHECK(finding->evidence.text("sequence_numbers") == "32-bit");
}

TEST_CASE("esp-anti-replay-disabled speaks once of two SAs of which one is inbound") {
  AuditBench bench;
  auto flow = flow_that_saw({1});
  flow.no_window_of_two = true;
  auto back = flow_that_saw({1});
  back.id = 2;
  back.no_window_of_two = true;
  std::swap(back.path.source, back.path.destination);
  bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr})
      .tell(sessions::EspFlowEnded{back, nullptr, nullptr});
  const auto* finding = bench.only("esp-anti-replay-disabled");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence().ends_with("says replay-window 0 of both, and one of them is inbound"));
}

TEST_CASE("esp-anti-replay-disabled is silent with a window, and where nothing is known") {
  AuditBench bench;
  auto with_window = flow_that_saw({1});
  with_window.window_known = true;
  auto unknown = flow_that_saw({1});
  unknown.window = 0;
  bench.tell(sessions::EspFlowEnded{with_window, nullptr, nullptr})
      .tell(sessions::EspFlowEnded{unknown, nullptr, nullptr});
  CHECK(bench.silent("esp-anti-replay-disabled"));
}

}  // namespace
}  // namespace espect::test::esp_anti_replay_disabled
