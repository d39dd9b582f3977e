// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test {
namespace {

constexpr auto rule = "ike-header-invalid";

TEST_CASE("ike-header-invalid counts requests with exchanged SPIs") {
  const std::uint32_t times = GENERATE(1U, 2U);
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, init_response(classical));
  for (std::uint32_t i = 0; i < times; ++i) {
    MessageSpec spec{.spi_i = responder_spi,
                     .spi_r = initiator_spi,
                     .exchange = registry::exchange::informational,
                     .message_id = i};
    spec.payloads = {{registry::payload::sk, std::vector<std::uint8_t>(40, 1)}};
    bench.ike(false, ike_message(spec));
  }
  const auto* finding = bench.only(rule);
  REQUIRE(finding != nullptr);
  CHECK(finding->count == times);
  CHECK(finding->sentence() ==
        (times == 1
             ? "10.2.0.10 sent a message of IKE SA 1 with a header that cannot be: the SPIs "
               "are exchanged"
             : "10.2.0.10 sent 2 messages of IKE SA 1 with a header that cannot be: the SPIs "
               "are exchanged (2 times)"));
}

TEST_CASE("ike-header-invalid looks at the first request") {
  const auto [flags, message_id, spi_r, text] =
      GENERATE(table<std::uint8_t, std::uint32_t, std::uint64_t, std::string>(
          {{0, 0, 0, "the I flag is wrong"},
           {8, 1, 0, "the first request has a message id"},
           {8, 0, 5, "the first request has a responder's SPI"}}));
  AuditBench bench;
  MessageSpec spec{.spi_r = spi_r, .message_id = message_id};
  spec.payloads = {{registry::payload::nonce, std::vector<std::uint8_t>(32, 1)}};
  auto message = ike_message(spec);
  constexpr std::size_t flags_at = 19;
  message[flags_at] = flags;
  bench.ike(true, message);
  const auto* finding = bench.only(rule);
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence() ==
        "10.1.0.10 sent a message of IKE SA 1 with a header that cannot be: " + text);
}

TEST_CASE("ike-header-invalid tells version 0") {
  AuditBench bench;
  auto message = init_request({classical});
  constexpr std::size_t version_at = 17;
  message[version_at] = 0;
  bench.ike(true, message);
  const auto* finding = bench.only(rule);
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.number("version_zero") == 1);
}

TEST_CASE("ike-header-invalid is silent about a whole negotiation and IKEv1") {
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, init_response(classical));
  bench.ike(true, encrypted(registry::exchange::ike_auth, 1, true, false))
      .ike(false, encrypted(registry::exchange::ike_auth, 1, false, true));
  auto v1 = init_request({classical});
  v1[3] = 0x77;  // another SPI
  v1[17] = 0x10;
  bench.ike(true, v1);
  CHECK(bench.silent(rule));
}

}  // namespace
}  // namespace espect::test
