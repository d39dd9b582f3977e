// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_fragment_unknown_payloads {
namespace {

Octets fragment(std::vector<PayloadSpec> before) {
  MessageSpec spec{
      .spi_r = responder_spi, .exchange = registry::exchange::ike_auth, .message_id = 1};
  spec.payloads = std::move(before);
  Octets skf{0, 1, 0, 2};
  skf.resize(80, 7);
  spec.payloads.push_back({registry::payload::skf, skf});
  return ike_message(spec);
}

AuditBench& begin(AuditBench& bench) {
  return bench.ike(true, init_request({classical})).ike(false, init_response(classical));
}

}  // namespace

TEST_CASE("ike-fragment-unknown-payloads names what stands beside SKF") {
  AuditBench bench;
  begin(bench).ike(true, fragment({{200, {1, 2, 3}}, {100, {4}}})).end();
  const auto* finding = bench.only("ike-fragment-unknown-payloads");
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.text("payloads").find("(200)") != std::string::npos);
  CHECK(finding->evidence.text("payloads").find("(100)") != std::string::npos);
  CHECK(finding->severity == rules::Severity::low);
}

TEST_CASE("ike-fragment-unknown-payloads is medium from sixteen in one fragment on") {
  const std::size_t count = GENERATE(15, 16, 29);
  AuditBench bench;
  begin(bench)
      .ike(true, fragment({{255, {1}}}))
      .ike(true, fragment(std::vector<PayloadSpec>(count, {255, {0, 0}})))
      .end();
  const auto* finding = bench.only("ike-fragment-unknown-payloads");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 2);
  CHECK(finding->evidence.number("most_in_a_fragment") == count);
  CHECK(finding->severity == (count < 16 ? rules::Severity::low : rules::Severity::medium));
}

TEST_CASE("ike-fragment-unknown-payloads is silent on known payloads in front of SKF") {
  AuditBench bench;
  begin(bench).ike(true, fragment({{registry::payload::n, {0, 0, 0x40, 0}}})).end();
  CHECK(bench.silent("ike-fragment-unknown-payloads"));
}

TEST_CASE("ike-fragment-unknown-payloads is silent on fragments alone and on whole messages") {
  AuditBench bench;
  begin(bench).ike(true, fragment({})).ike(true, init_request({classical}, 31, {{200, {1}}})).end();
  CHECK(bench.silent("ike-fragment-unknown-payloads"));
}

}  // namespace espect::test::ike_fragment_unknown_payloads
