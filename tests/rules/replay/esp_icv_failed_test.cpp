// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::esp_icv_failed {
namespace {

TEST_CASE("esp-icv-failed says what the first packet looks like") {
  AuditBench bench;
  auto flow = flow_that_saw({1, 2, 3});
  flow.protocol = Protocol::esp;
  const auto datagram = bench.datagram(true);
  flow.failures.changed_copies = 1;
  flow.failures.forged = 1;
  flow.failures.first = sessions::FailureLooks::changed_copy;
  bench.tell(sessions::IcvFailed{datagram, flow, nullptr, 2})
      .tell(sessions::IcvFailed{datagram, flow, nullptr, 20})
      .tell(sessions::EspFlowEnded{flow, nullptr, nullptr});
  const auto* finding = bench.only("esp-icv-failed");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 2);
  CHECK(finding->evidence.text("first_looks") == "like a copy of another packet that was changed");
  CHECK(finding->evidence.number("forged") == 1);
}

TEST_CASE("esp-icv-failed is silent about the other protocol") {
  AuditBench bench;
  auto flow = flow_that_saw({1});
  flow.protocol = Protocol::ah;
  bench.tell(sessions::IcvFailed{bench.datagram(true), flow, nullptr, 2});
  CHECK(bench.silent("esp-icv-failed"));
}

}  // namespace
}  // namespace espect::test::esp_icv_failed
