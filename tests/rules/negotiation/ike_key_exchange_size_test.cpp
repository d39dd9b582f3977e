// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_key_exchange_size {

TEST_CASE("ike-key-exchange-size fires on a public value of the wrong size") {
  AuditBench bench;
  bench.ike(true, init_request({classical}, 19)).end();  // 32 octets; P-256 takes 64
  const auto findings = bench.of("ike-key-exchange-size");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->evidence.number("octets") == 32);
  CHECK(findings[0]->evidence.number("expected") == 64);
}

TEST_CASE("ike-key-exchange-size tells public key and ciphertext of ML-KEM-768 apart") {
  const auto sa = told_sa();
  const auto fires = [&](bool response, std::size_t octets) {
    AuditBench bench;
    tell_opened(bench, sa,
                {.exchange = registry::exchange::ike_intermediate,
                 .from_initiator = !response,
                 .response = response,
                 .message_id = 1,
                 .payloads = {{registry::payload::ke, ke_payload(36, octets)}}});
    return !bench.silent("ike-key-exchange-size");
  };
  CHECK_FALSE(fires(false, 1184));
  CHECK_FALSE(fires(true, 1088));
  CHECK(fires(false, 1088));
  CHECK(fires(true, 1184));
}

TEST_CASE("ike-key-exchange-size is silent on right sizes and on methods nobody knows") {
  AuditBench bench;
  bench.ike(true, init_request({classical}, 31)).ike(true, init_request({classical}, 1050)).end();
  CHECK(bench.silent("ike-key-exchange-size"));
}

TEST_CASE("ike-key-exchange-size holds private numbers against the software that uses them") {
  const auto findings = [](bool response, std::uint16_t method, std::size_t octets) {
    AuditBench bench;
    tell_opened(bench, told_sa(),
                {.exchange = registry::exchange::ike_intermediate,
                 .from_initiator = !response,
                 .response = response,
                 .message_id = 1,
                 .payloads = {{registry::payload::ke, ke_payload(method, octets)}}});
    const auto found = bench.of("ike-key-exchange-size");
    if (!found.empty()) {
      CHECK(found[0]->severity == rules::Severity::low);
      CHECK(found[0]->certainty == rules::Certainty::inferred);
      CHECK_FALSE(found[0]->evidence.text("assumption").empty());
    }
    return found.size();
  };
  CHECK(findings(false, 1035, 1190) == 0);  // sntrup761x25519 of OpenBSD
  CHECK(findings(true, 1035, 1071) == 0);
  CHECK(findings(true, 1035, 1190) == 1);
  CHECK(findings(false, 1086, 9616) == 0);  // FrodoKEM-640 of strongSwan
  CHECK(findings(true, 1086, 9720) == 0);
  CHECK(findings(false, 1086, 9720) == 1);
  CHECK(findings(true, 1086, 9752) == 0);  // with a salt
  CHECK(findings(true, 1085, 21696) == 0);
  CHECK(findings(true, 1086, 9768) == 1);
}

}  // namespace espect::test::ike_key_exchange_size
