// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::pq_ppk_not_used {
namespace {

namespace notify = registry::notify;

PayloadSpec says(std::uint16_t type) {
  return {registry::payload::n, notify_payload(type)};
}
const PayloadSpec auth{registry::payload::auth, {2, 0, 0, 0, 1, 2, 3, 4}};

sessions::IkeSa sa_with(std::uint16_t type) {
  auto sa = told_sa();
  sa.notifies_i = sa.notifies_r = {type};
  return sa;
}
void auth_response(AuditBench& bench, const sessions::IkeSa& sa,
                   std::vector<PayloadSpec> payloads) {
  tell_opened(bench, sa,
              {.exchange = registry::exchange::ike_auth,
               .from_initiator = false,
               .response = true,
               .message_id = 1,
               .payloads = std::move(payloads)});
}

}  // namespace

TEST_CASE("pq-ppk-not-used fires when the answer to IKE_AUTH names no PPK") {
  AuditBench bench;
  const auto sa = sa_with(notify::use_ppk);
  auth_response(bench, sa, {auth});
  const auto findings = bench.of("pq-ppk-not-used");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->evidence.text("notify") == "USE_PPK");
}

TEST_CASE("pq-ppk-not-used fires when IKE_INTERMEDIATE takes none of the PPKs") {
  AuditBench bench;
  const auto sa = sa_with(notify::use_ppk_int);
  tell_opened(bench, sa,
              {.exchange = registry::exchange::ike_intermediate,
               .message_id = 1,
               .payloads = {says(notify::ppk_identity_key)}});
  tell_opened(bench, sa,
              {.exchange = registry::exchange::ike_intermediate,
               .from_initiator = false,
               .response = true,
               .message_id = 1});
  REQUIRE(bench.of("pq-ppk-not-used").size() == 1);
}

TEST_CASE("pq-ppk-not-used is silent when the PPK is used, not negotiated, or in early rounds") {
  AuditBench bench;
  const auto sa = sa_with(notify::use_ppk);
  auth_response(bench, sa, {auth, says(notify::ppk_identity)});
  auth_response(bench, sa, {auth, {registry::payload::eap, {1, 1, 0, 5, 1}}});
  const auto plain = told_sa();
  auth_response(bench, plain, {auth});
  CHECK(bench.silent("pq-ppk-not-used"));
}

}  // namespace espect::test::pq_ppk_not_used
