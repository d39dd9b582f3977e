// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test {
namespace {

constexpr auto rule = "ike-unprotected-notify";

std::vector<std::uint8_t> notify_in_clear(std::uint64_t spi_i, std::uint64_t spi_r,
                                          std::uint16_t type, std::vector<std::uint8_t> data = {}) {
  MessageSpec spec{.spi_i = spi_i,
                   .spi_r = spi_r,
                   .exchange = registry::exchange::informational,
                   .from_initiator = false,
                   .response = true,
                   .message_id = 2};
  spec.payloads = {{registry::payload::n, notify_payload(type, std::move(data))}};
  return ike_message(spec);
}

TEST_CASE("ike-unprotected-notify names the IKE SA that its sender does not know") {
  const int times = GENERATE(1, 2);
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, init_response(classical));
  bench.ike(true, encrypted(registry::exchange::informational, 2, true, false));
  for (int i = 0; i < times; ++i)
    bench.ike(false,
              notify_in_clear(initiator_spi, responder_spi, registry::notify::invalid_ike_spi));
  const auto* finding = bench.only(rule);
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::low);
  CHECK(finding->frames.size() == static_cast<std::size_t>(times));
  CHECK(finding->sentence() ==
        std::string(
            "10.2.0.10 says that it does not know IKE SA 1 (INVALID_IKE_SPI, unprotected), ") +
            (times == 1 ? "1 time" : "2 times") + ": it lost its state, or somebody pretends");
}

TEST_CASE("ike-unprotected-notify joins INVALID_SPI to the ESP SA that it names") {
  AuditBench bench;
  bench.esp(0xc0000001, 1);
  bench.ike(false, notify_in_clear(7, 8, registry::notify::invalid_spi, {0xc0, 0, 0, 1}));
  const auto* finding = bench.only(rule);
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence() ==
        "10.2.0.10 says that it does not know ESP SA 0xc0000001 to 10.2.0.10 (INVALID_SPI, "
        "unprotected), 1 time: it lost its state, or somebody pretends");
}

TEST_CASE("ike-unprotected-notify says so when nothing here has that SPI") {
  AuditBench bench;
  bench.ike(false, notify_in_clear(7, 8, registry::notify::invalid_spi, {0xc0, 0, 0, 1}));
  const auto* finding = bench.only(rule);
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence() ==
        "INVALID_SPI (SPI 0xc0000001) came 1 time in the clear, of no SA that this capture shows; "
        "10.2.0.10 sent the first");
}

TEST_CASE("ike-unprotected-notify is silent about refusals of IKE_SA_INIT") {
  AuditBench bench;
  bench.ike(true, init_request({classical}))
      .ike(false, init_error(registry::notify::no_proposal_chosen));
  CHECK(bench.silent(rule));
}

}  // namespace
}  // namespace espect::test
