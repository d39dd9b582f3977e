// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_no_proposal_chosen {

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

TEST_CASE("ike-no-proposal-chosen compares with what the peer selected in another IKE SA") {
  AuditBench bench;
  auto other = told_sa();
  other.id = 7;
  other.selection = sessions::Proposal{
      1, registry::protocol::ike, {}, {{tt::encr, 20, 256}, {tt::prf, 5}, {tt::ke, 19}}};
  bench.ike(true, init_request({hybrid}))
      .ike(false, init_error(registry::notify::no_proposal_chosen))
      .tell(sessions::IkeSaNegotiated{other, 1, 2})
      .end();
  const auto* finding = bench.only("ike-no-proposal-chosen");
  REQUIRE(finding != nullptr);
  const auto& evidence = finding->evidence;
  CHECK(evidence.text("offered KE") == "KE Curve25519");
  CHECK(evidence.text("accepted KE") == "KE 256-bit random ECP");
  CHECK(evidence.text("offered ADDKE1") == "ADDKE1 ML-KEM-768");
  CHECK(evidence.text("accepted ADDKE1") == "nothing");
  CHECK(evidence.text("why") ==
        "Nothing in common for KE, ADDKE1, by what it selected in IKE SA "
        "1111111111111111-2222222222222222. Likeliest cause: "
        "10.2.0.10 is not configured for what was offered there.");
}

TEST_CASE("ike-no-proposal-chosen says when the types fit and only the combination does not") {
  AuditBench bench;
  auto other = told_sa();
  other.id = 7;
  other.selection = sessions::Proposal{
      1, registry::protocol::ike, {}, {{tt::encr, 20, 256}, {tt::prf, 5}, {tt::ke, 31}}};
  bench.ike(true, init_request({classical}))
      .ike(false, init_error(registry::notify::no_proposal_chosen))
      .tell(sessions::IkeSaNegotiated{other, 1, 2})
      .end();
  REQUIRE(bench.only("ike-no-proposal-chosen") != nullptr);
  CHECK(bench.only("ike-no-proposal-chosen")->evidence.text("why").find("no single proposal") !=
        std::string::npos);
}

TEST_CASE("ike-no-proposal-chosen names a mandatory additional key exchange as likeliest cause") {
  const auto why = [](std::initializer_list<std::vector<TransformSpec>> offer) {
    AuditBench bench;
    bench.ike(true, init_request(offer))
        .ike(false, init_error(registry::notify::no_proposal_chosen))
        .end();
    return bench.only("ike-no-proposal-chosen")->evidence.text("why");
  };
  CHECK(why({hybrid}).find("every proposal demands ADDKE1 ML-KEM-768") != std::string::npos);
  CHECK(why({hybrid, classical}).find("demands") == std::string::npos);
  CHECK(why({hybrid_or_not}).find("demands") == std::string::npos);
}

}  // namespace espect::test::ike_no_proposal_chosen
