// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_unassigned_code_point {
namespace {

std::string numbers(const std::vector<TransformSpec>& offer, std::vector<PayloadSpec> more = {}) {
  AuditBench bench;
  bench.ike(true, init_request({offer}, 31, std::move(more))).end();
  const auto findings = bench.of("ike-unassigned-code-point");
  return findings.empty() ? "" : findings[0]->evidence.text("numbers");
}

}  // namespace

TEST_CASE("ike-unassigned-code-point names the number and who is known to use it") {
  const auto squat = numbers({{tt::encr, 127, 128}, {tt::prf, 5}, {tt::ke, 31}});
  CHECK(squat.starts_with("transform ENCR Unassigned (127); SM4_CBC"));
  CHECK(numbers(classical, {{registry::payload::n, notify_payload(50)}}) ==
        "notify Unassigned (50)");
}

TEST_CASE("ike-unassigned-code-point fires on an assigned number that means something else") {
  const auto collision = numbers({{tt::encr, 28, 128}, {tt::prf, 5}, {tt::ke, 31}});
  CHECK(collision.find("SM1_ECB") != std::string::npos);
  CHECK(numbers({{tt::encr, 28}, {tt::prf, 5}, {tt::ke, 31}}).empty());
}

TEST_CASE("ike-unassigned-code-point counts each number once and leaves private use alone") {
  AuditBench bench;
  const PayloadSpec notify{registry::payload::n, notify_payload(50)};
  bench.ike(true, init_request({classical}, 31, {notify}))
      .ike(false, init_response(classical, {notify}))
      .end();
  REQUIRE(bench.of("ike-unassigned-code-point").size() == 1);
  CHECK(bench.of("ike-unassigned-code-point")[0]->count == 1);
  CHECK(numbers({{tt::encr, 1024}, {tt::prf, 5}, {tt::ke, 31}},
                {{registry::payload::n, notify_payload(40961)}})
            .empty());
}

TEST_CASE("ike-unassigned-code-point names the first numbers and counts the others") {
  AuditBench bench;
  std::vector<PayloadSpec> notifies;
  for (std::uint16_t number = 17000; number < 17100; ++number)
    notifies.push_back({registry::payload::n, notify_payload(number)});
  bench.ike(true, init_request({classical}, 31, notifies)).end();
  const auto* finding = bench.only("ike-unassigned-code-point");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 100);
  const auto text = finding->evidence.text("numbers");
  CHECK(text.find("(17031)") != std::string::npos);
  CHECK(text.find("(17032)") == std::string::npos);
  CHECK(text.ends_with(" and 68 more"));
}

TEST_CASE("ike-unassigned-code-point knows SM2 by the size of its public value") {
  const auto of_size = [](std::uint16_t method, std::size_t octets) {
    MessageSpec spec;
    std::vector<std::uint8_t> ke(4 + octets, 1);
    ke[0] = 0;
    ke[1] = static_cast<std::uint8_t>(method);
    ke[2] = ke[3] = 0;
    spec.payloads = {{registry::payload::sa,
                      sa_payload({{{tt::encr, 20, 256}, {tt::prf, 5}, {tt::ke, method}}})},
                     {registry::payload::ke, ke},
                     {registry::payload::nonce, std::vector<std::uint8_t>(32, 1)}};
    AuditBench bench;
    bench.ike(true, ike_message(spec)).end();
    const auto* finding = bench.only("ike-unassigned-code-point");
    return finding != nullptr ? finding->evidence.text("numbers") : "";
  };
  CHECK(of_size(32, 64).starts_with("KE of 64 octets, Curve448; SM2"));
  CHECK(of_size(33, 65).find("CURVE_SM2") != std::string::npos);
  CHECK(of_size(32, 56).empty());
  CHECK(of_size(33, 64).empty());  // GOST3410_2012_256: its own size
  CHECK(of_size(31, 64).empty());  // a wrong size, but nobody is known to squat there
}

TEST_CASE("ike-unassigned-code-point knows a fork that calls SM2 a Digital Signature") {
  const auto fires = [](std::uint8_t method, std::uint8_t second_octet, bool hashes) {
    AuditBench bench;
    auto sa = told_sa();
    if (hashes) sa.notifies_r = {registry::notify::signature_hash_algorithms};
    std::vector<std::uint8_t> auth(68, 1);
    auth[0] = method;
    auth[5] = second_octet;  // after method, reserved and the length of the AlgorithmIdentifier
    tell_opened(bench, sa,
                {.exchange = registry::exchange::ike_auth,
                 .message_id = 1,
                 .payloads = {{registry::payload::auth, auth}}});
    return !bench.silent("ike-unassigned-code-point");
  };
  CHECK(fires(14, 0x01, false));
  CHECK_FALSE(fires(14, 0x30, false));
  CHECK_FALSE(fires(14, 0x01, true));
  CHECK_FALSE(fires(2, 0x01, false));
}

}  // namespace espect::test::ike_unassigned_code_point
