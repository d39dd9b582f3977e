// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_header_invalid {

TEST_CASE("ike-header-invalid fires on a message id or an SPIr in the request of IKE_SA_INIT") {
  AuditBench id;
  auto request = init_request({classical});
  request[23] = 1;
  id.ike(true, request).end();
  REQUIRE(id.only("ike-header-invalid") != nullptr);
  CHECK(id.only("ike-header-invalid")->sentence() ==
        "10.1.0.10 sent 1 message of IKE SA 1 whose header breaks RFC 7296 section 3.1: message id "
        "1 in IKE_SA_INIT, which has 0");
  AuditBench spi;
  request = init_request({classical});
  request[15] = 9;
  spi.ike(true, request).end();
  REQUIRE(spi.only("ike-header-invalid") != nullptr);
  CHECK(spi.only("ike-header-invalid")->evidence.text("problem").find("SPI of the responder") !=
        std::string::npos);
}

TEST_CASE("ike-header-invalid fires on exchanged SPIs, and counts them for the IKE SA they name") {
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, init_response(classical));
  MessageSpec spec{.spi_i = responder_spi,
                   .spi_r = initiator_spi,
                   .exchange = registry::exchange::informational,
                   .from_initiator = true,
                   .message_id = 0};
  spec.payloads = {{registry::payload::sk, Octets(60, 5)}};
  bench.ike(false, ike_message(spec)).end();
  REQUIRE(bench.only("ike-header-invalid") != nullptr);
  CHECK(bench.only("ike-header-invalid")->subject.ike_sa == 1U);
  CHECK(bench.only("ike-header-invalid")->evidence.text("problem") ==
        "the SPI of the responder stands first");
}

TEST_CASE("ike-header-invalid is silent on sound headers") {
  AuditBench bench;
  bench.ike(true, init_request({classical}))
      .ike(false, init_response(classical))
      .ike(true, encrypted(registry::exchange::ike_auth, 1, true, false))
      .ike(false, encrypted(registry::exchange::ike_auth, 1, false, true))
      .end();
  CHECK(bench.silent("ike-header-invalid"));
}

}  // namespace espect::test::ike_header_invalid
