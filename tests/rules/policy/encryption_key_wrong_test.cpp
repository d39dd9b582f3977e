// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::encryption_key_wrong {

TEST_CASE("encryption-key-wrong tells packets that verify and do not read as packets") {
  AuditBench bench;
  auto flow = flow_that_saw({1, 2, 3});
  flow.icv_ok = 3;
  flow.unreadable = 2;
  bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr});
  const auto* finding = bench.only("encryption-key-wrong");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::medium);
  CHECK(finding->sentence() ==
        "the ICV of ESP SA 0x00c0ffee to 10.2.0.10 verifies, but what was decrypted is no packet "
        "(2 of 3 packets): the encryption key is another one");
}

TEST_CASE("encryption-key-wrong is silent when most packets read well, and without keys") {
  AuditBench bench;
  auto flow = flow_that_saw({1, 2, 3});
  bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr});
  flow.icv_ok = 3;
  flow.unreadable = 1;
  bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr});
  CHECK(bench.silent("encryption-key-wrong"));
}

}  // namespace espect::test::encryption_key_wrong
