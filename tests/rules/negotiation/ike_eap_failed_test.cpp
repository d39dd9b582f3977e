// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_eap_failed {
namespace {

void say(AuditBench& bench, const sessions::IkeSa& sa, bool response, std::uint32_t id,
         std::vector<std::uint8_t> eap) {
  eap.insert(eap.begin() + 2, {0, static_cast<std::uint8_t>(eap.size() + 2)});
  tell_opened(bench, sa,
              {.exchange = registry::exchange::ike_auth,
               .from_initiator = !response,
               .response = response,
               .message_id = id,
               .payloads = {{registry::payload::eap, std::move(eap)}}});
}

}  // namespace

TEST_CASE("ike-eap-failed names method, identity and rounds") {
  AuditBench bench;
  const auto sa = told_sa();
  say(bench, sa, true, 1, {1, 0, 1});                            // Request/Identity
  say(bench, sa, false, 2, {2, 0, 1, 'c', 'a', 'r', 'o', 'l'});  // Response/Identity
  say(bench, sa, true, 2, {1, 1, 26, 7});
  say(bench, sa, false, 3, {2, 1, 26, 7});
  CHECK(bench.silent("ike-eap-failed"));
  say(bench, sa, true, 3, {4, 1});
  const auto* finding = bench.only("ike-eap-failed");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence() ==
        "10.2.0.10 ended EAP (MSCHAPv2) with Failure for 10.1.0.10, who said to be carol");
  CHECK(finding->evidence.number("rounds") == 2);
}

TEST_CASE("ike-eap-failed is silent on Success") {
  AuditBench bench;
  const auto sa = told_sa();
  say(bench, sa, true, 1, {1, 0, 26, 7});
  say(bench, sa, true, 2, {3, 0});
  CHECK(bench.silent("ike-eap-failed"));
}

}  // namespace espect::test::ike_eap_failed
