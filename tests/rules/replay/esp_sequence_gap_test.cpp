// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::esp_sequence_gap {
namespace {

TEST_CASE("esp-sequence-gap counts the numbers that never came") {
  AuditBench bench;
  const auto flow = flow_that_saw({10, 11, 15, 16, 18});
  bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr}).end();
  const auto* finding = bench.only("esp-sequence-gap");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 4);
  CHECK(finding->evidence.number("numbers_expected") == 9);
  CHECK(finding->evidence.number("longest_run") == 3);
  CHECK(finding->certainty == rules::Certainty::inferred);
}

TEST_CASE(
    "esp-sequence-gap is silent when all came, in any order, and on an SPI that nobody made") {
  AuditBench bench;
  const auto whole = flow_that_saw({3, 1, 2, 5, 4});
  auto stray = flow_that_saw({1, 100});
  stray.unknown_spi = true;
  bench.tell(sessions::EspFlowEnded{whole, nullptr, nullptr})
      .tell(sessions::EspFlowEnded{stray, nullptr, nullptr})
      .end();
  CHECK(bench.silent("esp-sequence-gap"));
}

TEST_CASE("esp-sequence-gap is silent where one manual SA counts for several destinations") {
  auto flow = flow_that_saw({1, 2, 5, 6});
  flow.numbers.shared = true;
  AuditBench bench;
  bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr}).end();
  CHECK(bench.silent("esp-sequence-gap"));
}

TEST_CASE("esp-sequence-gap does not count what may still come") {
  auto flow = flow_that_saw({1, 2, 4, 6, 5, 9});
  flow.numbers.awaited = 2;
  AuditBench bench;
  bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr}).end();
  const auto* finding = bench.only("esp-sequence-gap");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 1);
  CHECK(finding->evidence.number("numbers_expected") == 7);
  CHECK(finding->evidence.number("may_still_come") == 2);
}

TEST_CASE("esp-sequence-gap says what a gap means in a TCP stream, which loses nothing") {
  AuditBench bench;
  auto flow = flow_that_saw({1, 2, 5});
  flow.path.encapsulation = Encapsulation::tcp;
  bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr}).end();
  REQUIRE(bench.only("esp-sequence-gap") != nullptr);
  CHECK(bench.only("esp-sequence-gap")->sentence().find("the capture missed them") !=
        std::string::npos);
}

TEST_CASE("esp-sequence-gap does not blame the network for what the capture dropped") {
  sessions::CaptureFacts facts;
  const bool packets = GENERATE(true, false);
  (packets ? facts.packets_dropped : facts.files_missing) = 1;
  AuditBench bench;
  const auto flow = flow_that_saw({1, 2, 5});
  bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr, &facts}).end();
  REQUIRE(bench.only("esp-sequence-gap") != nullptr);
  const auto said = bench.only("esp-sequence-gap")->sentence();
  CHECK(said.ends_with(packets ? "the capture dropped 1 packet itself, so whether the network lost "
                                 "any is not known"
                               : "files of the capture are missing, so whether the network lost "
                                 "any is not known"));
}

}  // namespace
}  // namespace espect::test::esp_sequence_gap
