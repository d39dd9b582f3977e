// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ikev1_used {
namespace {

// A message of the RFC 2408 layout whose body starts with an SA payload.
std::vector<std::uint8_t> ikev1(std::uint8_t exchange, std::uint16_t authentication) {
  std::vector<std::uint8_t> octets(28, 0);
  octets[0] = 7;
  octets[16] = 1;
  octets[17] = 0x10;
  octets[18] = exchange;
  const std::vector<std::uint8_t> sa{0,
                                     0,
                                     0,
                                     32,
                                     0,
                                     0,
                                     0,
                                     1,
                                     0,
                                     0,
                                     0,
                                     1,  // SA: DOI, situation
                                     0,
                                     0,
                                     0,
                                     20,
                                     1,
                                     1,
                                     0,
                                     1,  // proposal 1, ISAKMP, one transform
                                     0,
                                     0,
                                     0,
                                     12,
                                     1,
                                     1,
                                     0,
                                     0,  // transform 1, KEY_IKE
                                     0x80,
                                     3,
                                     std::uint8_t(authentication >> 8),
                                     std::uint8_t(authentication)};
  octets.insert(octets.end(), sa.begin(), sa.end());
  octets[27] = std::uint8_t(octets.size());
  return octets;
}

}  // namespace

TEST_CASE("ikev1-used is medium for main mode, once per ISAKMP SA") {
  AuditBench bench;
  bench.ike(true, ikev1(2, 1)).ike(false, ikev1(2, 1)).end();
  const auto findings = bench.of("ikev1-used");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 1);
  CHECK(findings[0]->frames.size() == 2);
  CHECK(findings[0]->severity == rules::Severity::medium);
}

TEST_CASE("ikev1-used is high for aggressive mode with a preshared key only") {
  AuditBench psk;
  psk.ike(true, ikev1(4, 1)).ike(false, ikev1(4, 3)).end();
  REQUIRE(psk.of("ikev1-used").size() == 1);
  CHECK(psk.of("ikev1-used")[0]->severity == rules::Severity::high);
  CHECK(psk.of("ikev1-used")[0]->evidence.text("mode") == "aggressive mode with a preshared key");
  AuditBench signatures;
  signatures.ike(true, ikev1(4, 3)).end();
  REQUIRE(signatures.of("ikev1-used").size() == 1);
  CHECK(signatures.of("ikev1-used")[0]->severity == rules::Severity::medium);
  auto cut = ikev1(4, 1);
  cut.resize(50);
  AuditBench short_one;
  short_one.ike(true, cut).end();
  CHECK(short_one.of("ikev1-used")[0]->severity == rules::Severity::medium);
}

TEST_CASE("ikev1-used is silent on IKEv2") {
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, init_response(classical)).end();
  CHECK(bench.silent("ikev1-used"));
}

TEST_CASE("ikev1-used says of a question without an answer that it is one") {
  AuditBench alone;
  alone.ike(true, ikev1(2, 1)).end();
  REQUIRE(alone.only("ikev1-used") != nullptr);
  CHECK(alone.only("ikev1-used")->sentence() == "10.1.0.10 asks 10.2.0.10 for IKEv1");
  AuditBench both;
  both.ike(true, ikev1(2, 1)).ike(false, ikev1(2, 1)).end();
  CHECK(both.only("ikev1-used")->sentence() == "10.1.0.10 and 10.2.0.10 use IKEv1");
}

}  // namespace espect::test::ikev1_used
