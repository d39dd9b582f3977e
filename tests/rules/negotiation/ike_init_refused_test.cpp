// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_init_refused {

TEST_CASE("ike-init-refused names who refused, the notify and what was asked for") {
  AuditBench bench;
  bench.ike(true, init_request({classical}))
      .ike(false, init_error(registry::notify::invalid_syntax))
      .end();
  const auto* finding = bench.only("ike-init-refused");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence() == "10.2.0.10 refused IKE_SA_INIT of 10.1.0.10 with INVALID_SYNTAX");
  CHECK(finding->evidence.text("asked").find("ENCR_AES_GCM_16-256") != std::string::npos);
  CHECK(finding->frames == std::vector<std::uint32_t>{1, 2});
}

// RFC 7296 section 2.21.1: the notify may be anybody's, and a better answer may follow.
TEST_CASE("ike-init-refused is low where the peers went on all the same") {
  const bool answer_captured = GENERATE(true, false);
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, init_error(9000));
  if (answer_captured) bench.ike(false, init_response(classical));
  bench.ike(true, encrypted(registry::exchange::ike_auth, 1, true, false)).end();
  const auto* finding = bench.only("ike-init-refused");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::low);
  CHECK(finding->sentence().ends_with("; the peers went on all the same"));
  CHECK(bench.ike_sa(1).state == sessions::IkeSaState::negotiating);
}

TEST_CASE("ike-init-refused gives the number of a private error, and who uses it") {
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, init_error(9000)).end();
  REQUIRE(bench.only("ike-init-refused") != nullptr);
  const auto notify = bench.only("ike-init-refused")->evidence.text("notify");
  CHECK(notify.find("(9000; ") != std::string::npos);
  CHECK(notify.find("NON_3GPP_ACCESS_TO_EPC_NOT_ALLOWED") != std::string::npos);
}

TEST_CASE("ike-init-refused says that a peer speaks IKEv1 only") {
  AuditBench bench;
  auto answer = init_error(registry::notify::invalid_major_version);
  answer[17] = 0x10;  // version
  answer[18] = 5;     // Informational
  bench.ike(true, init_request({classical})).ike(false, answer).end();
  REQUIRE(bench.only("ike-init-refused") != nullptr);
  CHECK(bench.only("ike-init-refused")->sentence() ==
        "10.2.0.10 answered IKE_SA_INIT of 10.1.0.10 in IKEv1: it speaks IKEv1 only");
  CHECK(bench.silent("ikev1-used"));
}

TEST_CASE("ike-init-refused is silent where another rule says more, and on calls to try again") {
  for (const auto notify : {registry::notify::no_proposal_chosen,
                            registry::notify::invalid_ke_payload, registry::notify::cookie}) {
    AuditBench bench;
    bench.ike(true, init_request({classical})).ike(false, init_error(notify, {0, 19})).end();
    CHECK(bench.silent("ike-init-refused"));
  }
}

}  // namespace espect::test::ike_init_refused
