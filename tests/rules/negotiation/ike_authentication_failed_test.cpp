// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_authentication_failed {

TEST_CASE("ike-authentication-failed fires on the response to IKE_AUTH and names the identity") {
  AuditBench bench;
  const sessions::IkeSa sa = told_sa();
  tell_opened(bench, sa,
              {.exchange = registry::exchange::ike_auth,
               .message_id = 1,
               .payloads = {{registry::payload::idi, {2, 0, 0, 0, 'b', 'o', 'b'}}}});
  CHECK(bench.silent("ike-authentication-failed"));
  tell_opened(bench, sa,
              {.exchange = registry::exchange::ike_auth,
               .from_initiator = false,
               .response = true,
               .message_id = 1,
               .payloads = {{registry::payload::n,
                             notify_payload(registry::notify::authentication_failed)}}});
  const auto findings = bench.of("ike-authentication-failed");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 1);
  CHECK(findings[0]->certainty == rules::Certainty::decrypted);
  CHECK(findings[0]->evidence.text("initiator_identity") == "ID_FQDN bob");
  CHECK(findings[0]->evidence.text("exchange") == "IKE_AUTH");
  bench.end();
  CHECK(findings[0]->evidence.text("offered identity") == "ID_FQDN bob");
  CHECK(findings[0]->evidence.text("accepted identity") == "not known");
  CHECK(findings[0]->evidence.text("why").find("could not be verified here") != std::string::npos);
}

TEST_CASE("ike-authentication-failed names an identity that the same peer let in") {
  AuditBench bench;
  auto good = told_sa();
  good.id = 2;
  tell_opened(bench, good,
              {.exchange = registry::exchange::ike_auth,
               .message_id = 1,
               .payloads = {{registry::payload::idi, {2, 0, 0, 0, 'e', 'v', 'e'}}}});
  ToldChild child(1, {{registry::transform_type::encr, 20, 256}});
  auto made = child.made(good);
  made.exchange = registry::exchange::ike_auth;
  bench.events().tell(made);
  const auto sa = told_sa();
  tell_opened(bench, sa,
              {.exchange = registry::exchange::ike_auth,
               .message_id = 1,
               .payloads = {{registry::payload::idi, {2, 0, 0, 0, 'b', 'o', 'b'}}}});
  tell_opened(bench, sa,
              {.exchange = registry::exchange::ike_auth,
               .from_initiator = false,
               .response = true,
               .message_id = 1,
               .payloads = {{registry::payload::n,
                             notify_payload(registry::notify::authentication_failed)}}});
  bench.end();
  REQUIRE(bench.only("ike-authentication-failed") != nullptr);
  CHECK(bench.only("ike-authentication-failed")->evidence.text("accepted identity") ==
        "ID_FQDN eve in IKE SA 1111111111111111-2222222222222222");
}

TEST_CASE("ike-authentication-failed fires when the initiator refuses") {
  AuditBench bench;
  const sessions::IkeSa sa = told_sa();
  tell_opened(bench, sa,
              {.exchange = registry::exchange::informational,
               .message_id = 2,
               .payloads = {{registry::payload::n,
                             notify_payload(registry::notify::authentication_failed)}}});
  REQUIRE(bench.of("ike-authentication-failed").size() == 1);
}

TEST_CASE("ike-authentication-failed is silent on other answers") {
  AuditBench bench;
  const sessions::IkeSa sa = told_sa();
  tell_opened(
      bench, sa,
      {.exchange = registry::exchange::ike_auth,
       .from_initiator = false,
       .response = true,
       .message_id = 1,
       .payloads = {{registry::payload::n, notify_payload(registry::notify::ts_unacceptable)}}});
  CHECK(bench.silent("ike-authentication-failed"));
}

}  // namespace espect::test::ike_authentication_failed
