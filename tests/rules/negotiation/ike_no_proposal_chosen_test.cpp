// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"
#include "tests/support/told_events.h"

using namespace espect;
using namespace espect::test;

TEST_CASE("ike-no-proposal-chosen says what was offered") {
  AuditBench bench;
  bench.ike(true, init_request({hybrid}))
      .ike(false, init_error(registry::notify::no_proposal_chosen))
      .end();
  const auto findings = bench.of("ike-no-proposal-chosen");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 1);
  CHECK(findings[0]->frames == std::vector<std::uint32_t>{1, 2});
  CHECK(findings[0]->evidence.text("offered") ==
        "#1: ENCR_AES_GCM_16-256, PRF_HMAC_SHA2_256, KE Curve25519, ADDKE1 ML-KEM-768");
}

TEST_CASE("ike-no-proposal-chosen is silent on success and on other errors") {
  AuditBench sound;
  sound.ike(true, init_request({hybrid})).ike(false, init_response(hybrid)).end();
  CHECK(sound.silent("ike-no-proposal-chosen"));
  AuditBench other;
  other.ike(true, init_request({hybrid}))
      .ike(false, init_error(registry::notify::invalid_syntax))
      .end();
  CHECK(other.silent("ike-no-proposal-chosen"));
}

TEST_CASE("ike-no-proposal-chosen shows what was offered for a Child SA") {
  AuditBench bench;
  const auto sa = told_sa();
  sessions::SaPayloads request;
  request.proposals = {{1, registry::protocol::esp, {}, {{tt::encr, 20, 256}}}};
  bench.events().tell(told_refusal(sa, registry::notify::no_proposal_chosen, &request));
  const auto findings = bench.of("ike-no-proposal-chosen");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->evidence.text("exchange") == "IKE_AUTH");
  CHECK(findings[0]->evidence.text("protocol") == "ESP");
  CHECK(findings[0]->evidence.text("offered") == "#1: ENCR_AES_GCM_16-256");
}
