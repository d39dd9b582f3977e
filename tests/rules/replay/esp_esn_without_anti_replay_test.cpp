// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::esp_esn_without_anti_replay {
namespace {

TEST_CASE("esp-esn-without-anti-replay fires when both hold") {
  AuditBench bench;
  auto flow = flow_that_saw({1});
  flow.window = 0;
  flow.window_known = true;
  flow.esn = true;
  bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr});
  CHECK(bench.only("esp-esn-without-anti-replay") != nullptr);
}

TEST_CASE("esp-esn-without-anti-replay is silent when one of them does not") {
  AuditBench bench;
  auto short_numbers = flow_that_saw({1});
  short_numbers.window = 0;
  short_numbers.window_known = true;
  auto with_window = flow_that_saw({1});
  with_window.window_known = true;
  with_window.esn = true;
  bench.tell(sessions::EspFlowEnded{short_numbers, nullptr, nullptr})
      .tell(sessions::EspFlowEnded{with_window, nullptr, nullptr});
  CHECK(bench.silent("esp-esn-without-anti-replay"));
}

}  // namespace
}  // namespace espect::test::esp_esn_without_anti_replay
