// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/sealed_ike.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_auth_refused {
namespace {

void ask(AuditBench& bench, const sessions::IkeSa& sa) {
  tell_opened(bench, sa,
              {.exchange = registry::exchange::ike_auth,
               .message_id = 1,
               .payloads = {{registry::payload::sa, sa_payload({classical})},
                            {registry::payload::tsi, ts_payload(1)},
                            {registry::payload::tsr, ts_payload(2)}}});
}

void answer(AuditBench& bench, const sessions::IkeSa& sa, std::vector<PayloadSpec> payloads) {
  tell_opened(bench, sa,
              {.exchange = registry::exchange::ike_auth,
               .from_initiator = false,
               .response = true,
               .message_id = 1,
               .payloads = std::move(payloads)});
}

}  // namespace

TEST_CASE("ike-auth-refused names the notify and what was asked for") {
  AuditBench bench;
  const auto sa = told_sa();
  ask(bench, sa);
  answer(bench, sa, {{registry::payload::n, notify_payload(registry::notify::ts_unacceptable)}});
  const auto* finding = bench.only("ike-auth-refused");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence() == "10.2.0.10 refused IKE_AUTH of 10.1.0.10: TS_UNACCEPTABLE");
  CHECK(finding->certainty == rules::Certainty::decrypted);
  CHECK(finding->evidence.text("asked").find("TSi ") != std::string::npos);
  CHECK(finding->evidence.text("why").find("no policy") != std::string::npos);
}

TEST_CASE("ike-auth-refused tells every error type but AUTHENTICATION_FAILED") {
  for (const std::uint16_t type : std::initializer_list<std::uint16_t>{
           1, 4, 5, 7, 9, 11, 14, 17, 34, 35, 36, 37, 38, 39, 43, 44, 45, 46, 47, 9000, 16383}) {
    AuditBench bench;
    const auto sa = told_sa();
    answer(bench, sa, {{registry::payload::n, notify_payload(type)}});
    INFO(type);
    REQUIRE(bench.only("ike-auth-refused") != nullptr);
    CHECK_FALSE(bench.only("ike-auth-refused")->evidence.text("why").empty());
  }
}

TEST_CASE("ike-auth-refused is silent when only the Child SA was refused, or there is no error") {
  AuditBench bench;
  const auto sa = told_sa();
  const PayloadSpec refused{registry::payload::n,
                            notify_payload(registry::notify::no_proposal_chosen)};
  answer(bench, sa, {{registry::payload::auth, auth_payload(2, {1, 2, 3})}, refused});
  answer(bench, sa,
         {{registry::payload::n, notify_payload(registry::notify::authentication_failed)}});
  answer(bench, sa, {{registry::payload::n, notify_payload(registry::notify::mobike_supported)}});
  CHECK(bench.silent("ike-auth-refused"));
}

}  // namespace espect::test::ike_auth_refused
