// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_unprotected_notify {
namespace {

// Outside an SA: the SPIs of the message that is answered, the notify in the clear.
Octets unprotected(std::uint16_t notify, std::vector<std::uint8_t> data = {},
                   std::uint64_t spi_i = initiator_spi) {
  MessageSpec spec{.spi_i = spi_i,
                   .spi_r = responder_spi,
                   .exchange = registry::exchange::informational,
                   .from_initiator = false,
                   .response = true,
                   .message_id = 5};
  spec.payloads = {{registry::payload::n, notify_payload(notify, std::move(data))}};
  return ike_message(spec);
}

}  // namespace

TEST_CASE("ike-unprotected-notify joins INVALID_IKE_SPI to the IKE SA that it names") {
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, init_response(classical));
  for (int i = 0; i < 4; ++i) bench.ike(false, unprotected(registry::notify::invalid_ike_spi));
  const auto* finding = bench.only("ike-unprotected-notify");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence() ==
        "10.2.0.10 says 4 times, in the clear, that it does not know IKE SA 1 (INVALID_IKE_SPI): "
        "it restarted, or somebody pretends");
  CHECK(finding->severity == rules::Severity::low);
}

TEST_CASE("ike-unprotected-notify names the SPI of INVALID_SPI and the SA, where it is known") {
  AuditBench bench;
  bench.esp(0xc0ffee01, 1);
  bench.ike(false, unprotected(registry::notify::invalid_spi, {0xc0, 0xff, 0xee, 0x01}, 0x77));
  const auto* finding = bench.only("ike-unprotected-notify");
  REQUIRE(finding != nullptr);
  CHECK(finding->subject.spi == 0xc0ffee01);
  CHECK(finding->sentence().find("ESP SA 0xc0ffee01 to 10.2.0.10") != std::string::npos);
}

TEST_CASE("ike-unprotected-notify tells other errors in the clear, too") {
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, init_response(classical));
  for (int i = 0; i < 2; ++i) bench.ike(false, unprotected(registry::notify::invalid_ke_payload));
  const auto* finding = bench.only("ike-unprotected-notify");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence() ==
        "10.2.0.10 sent 2 times, in the clear, INVALID_KE_PAYLOAD with the SPIs of IKE SA 1: "
        "nothing proves who sent it");
}

TEST_CASE("ike-unprotected-notify is silent on errors that answer IKE_SA_INIT") {
  AuditBench bench;
  bench.ike(true, init_request({classical}))
      .ike(false, init_error(registry::notify::invalid_syntax))
      .end();
  CHECK(bench.silent("ike-unprotected-notify"));
}

}  // namespace espect::test::ike_unprotected_notify
