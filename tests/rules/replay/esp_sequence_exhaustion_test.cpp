// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::esp_sequence_exhaustion {
namespace {

TEST_CASE("esp-sequence-exhaustion fires near the end and is high beyond it") {
  for (const auto& [highest, severity] : {std::pair(0xfffffff0ULL, rules::Severity::medium),
                                          std::pair(0x100000001ULL, rules::Severity::high)}) {
    AuditBench bench;
    auto flow = flow_that_saw({highest});
    flow.icv_ok = 1;
    bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr});
    const auto* finding = bench.only("esp-sequence-exhaustion");
    REQUIRE(finding != nullptr);
    CHECK(finding->severity == severity);
  }
}

TEST_CASE("esp-sequence-exhaustion is silent with ESN, and where nothing says that there is none") {
  AuditBench bench;
  auto esn = flow_that_saw({0x100000001ULL});
  esn.icv_ok = 1;
  esn.esn = true;
  const auto unknown = flow_that_saw({0xfffffff0ULL});
  auto young = flow_that_saw({0x1000});
  young.icv_ok = 1;
  const sessions::EspFlow* const flows[] = {&esn, &unknown, &young};
  for (const auto* flow : flows) bench.tell(sessions::EspFlowEnded{*flow, nullptr, nullptr});
  CHECK(bench.silent("esp-sequence-exhaustion"));
}

}  // namespace
}  // namespace espect::test::esp_sequence_exhaustion
