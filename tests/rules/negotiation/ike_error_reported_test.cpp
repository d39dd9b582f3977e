// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_error_reported {
namespace {

void report(AuditBench& bench, const sessions::IkeSa& sa, std::uint16_t type, bool response,
            std::vector<std::uint8_t> data = {}) {
  tell_opened(bench, sa,
              {.exchange = registry::exchange::informational,
               .from_initiator = !response,
               .response = response,
               .message_id = 5,
               .payloads = {{registry::payload::n, notify_payload(type, std::move(data))}}});
}

}  // namespace

TEST_CASE("ike-error-reported names the SPI that a peer does not have") {
  AuditBench bench;
  const auto sa = told_sa();
  report(bench, sa, registry::notify::invalid_spi, false, {0xc0, 0, 0, 7});
  REQUIRE(bench.only("ike-error-reported") != nullptr);
  CHECK(bench.only("ike-error-reported")->sentence() ==
        "10.1.0.10 reported INVALID_SPI in INFORMATIONAL, about SPI 0xc0000007, 1 time");
  CHECK(bench.only("ike-error-reported")->severity == rules::Severity::medium);
}

TEST_CASE("ike-error-reported is high for INVALID_SYNTAX, which ends the IKE SA") {
  AuditBench bench;
  const auto sa = told_sa();
  report(bench, sa, registry::notify::invalid_syntax, true);
  REQUIRE(bench.only("ike-error-reported") != nullptr);
  CHECK(bench.only("ike-error-reported")->severity == rules::Severity::high);
  CHECK(bench.only("ike-error-reported")->sentence() ==
        "10.2.0.10 answered INVALID_SYNTAX in INFORMATIONAL, 1 time");
}

TEST_CASE("ike-error-reported is silent on status notifies and on what other rules tell") {
  AuditBench bench;
  const auto sa = told_sa();
  report(bench, sa, registry::notify::authentication_failed, false);
  report(bench, sa, registry::notify::child_sa_not_found, true);
  report(bench, sa, registry::notify::mobike_supported, true);
  CHECK(bench.silent("ike-error-reported"));
}

}  // namespace espect::test::ike_error_reported
