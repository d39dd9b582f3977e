// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_invalid_ke_loop {

TEST_CASE("ike-invalid-ke-loop fires from the second refusal on") {
  AuditBench bench;
  bench.ike(true, init_request({classical}, 31))
      .ike(false, init_error(registry::notify::invalid_ke_payload, {0, 19}))
      .ike(true, init_request({classical}, 19))
      .ike(false, init_error(registry::notify::invalid_ke_payload, {0, 31}))
      .end();
  const auto findings = bench.of("ike-invalid-ke-loop");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 1);
  CHECK(findings[0]->frames == std::vector<std::uint32_t>{3, 4});
  CHECK(findings[0]->evidence.text("wanted") == "Curve25519");
}

TEST_CASE("ike-invalid-ke-loop is silent where the capture misses the requests") {
  AuditBench bench;
  for (std::uint8_t i = 0; i < 3; ++i) {
    auto refusal = init_error(registry::notify::invalid_ke_payload, {0, 19});
    refusal.push_back(0);  // not a copy
    bench.ike(false, refusal).ike(false, init_error(registry::notify::invalid_ke_payload, {0, i}));
  }
  bench.end();
  CHECK(bench.silent("ike-invalid-ke-loop"));
}

TEST_CASE("ike-invalid-ke-loop is silent on one refusal") {
  AuditBench bench;
  bench.ike(true, init_request({classical}, 31))
      .ike(false, init_error(registry::notify::invalid_ke_payload, {0, 19}))
      .ike(true, init_request({classical}, 19))
      .ike(false, init_response(classical))
      .end();
  CHECK(bench.silent("ike-invalid-ke-loop"));
}

namespace {

void tell_rekey_refusal(AuditBench& bench, const sessions::IkeSa& sa, std::uint16_t offered,
                        std::uint32_t frame, bool from_initiator = true) {
  sessions::SaPayloads request;
  request.key_exchange = offered;
  bench.events().tell(sessions::SaRefused{
      sa, registry::notify::invalid_ke_payload, registry::protocol::esp,
      registry::exchange::create_child_sa, from_initiator, &request, frame, frame + 1});
}

}  // namespace

TEST_CASE("ike-invalid-ke-loop fires on CREATE_CHILD_SA refused twice in a row") {
  AuditBench bench;
  const auto sa = told_sa();
  tell_rekey_refusal(bench, sa, 31, 5);
  CHECK(bench.silent("ike-invalid-ke-loop"));
  tell_rekey_refusal(bench, sa, 19, 7);
  const auto* finding = bench.only("ike-invalid-ke-loop");
  REQUIRE(finding != nullptr);
  CHECK(finding->frames == std::vector<std::uint32_t>{5, 6, 7, 8});
  CHECK(finding->evidence.number("refusals") == 2);
  CHECK(finding->evidence.text("offered") == "256-bit random ECP");
  CHECK(finding->certainty == rules::Certainty::decrypted);
}

TEST_CASE("ike-invalid-ke-loop is silent when the second try made the SA, and per direction") {
  AuditBench bench;
  const auto sa = told_sa();
  tell_rekey_refusal(bench, sa, 31, 5);
  bench.events().tell(ToldChild(1, {{tt::encr, 20, 256}}).made(sa));
  tell_rekey_refusal(bench, sa, 31, 15);
  tell_rekey_refusal(bench, sa, 31, 17, false);
  CHECK(bench.silent("ike-invalid-ke-loop"));
}

}  // namespace espect::test::ike_invalid_ke_loop
