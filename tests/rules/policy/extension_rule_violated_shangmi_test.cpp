// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/key_exchange.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::extension_rule_violated_shangmi {
namespace {

std::string rules_of(const AuditBench& bench) {
  const auto* finding = bench.only("extension-rule-violated");
  return finding != nullptr ? finding->evidence.text("rules") : std::string();
}

}  // namespace

TEST_CASE("extension-rule-violated wants points of curveSM2 on the curve") {
  const bool on_curve = GENERATE(true, false);
  auto value = crypto::public_value(registry::key_exchange_method::curvesm2, Octets(32, 7));
  REQUIRE(value.size() == 64);
  if (!on_curve) value[63] ^= 1;
  AuditBench bench;
  MessageSpec spec;
  spec.payloads = {{registry::payload::ke, wire::encode(wire::ike::KeyExchange{
                                               {registry::key_exchange_method::curvesm2}, value})}};
  bench.ike(true, ike_message(spec));
  CHECK(rules_of(bench) == (on_curve ? "" : "XSM-02"));
}

TEST_CASE("extension-rule-violated recognises the numbers of a ShangMi implementation") {
  const auto told = [](const std::vector<TransformSpec>& offer) {
    AuditBench bench;
    bench.ike(true, init_request({offer})).ike(false, init_response(offer)).end();
    const auto* finding = bench.only("extension-rule-violated");
    return finding == nullptr
               ? std::string()
               : finding->evidence.text("rules") + " " + finding->evidence.text("what");
  };
  CHECK(told({{tt::encr, 1031}, {tt::prf, 1035}, {tt::integ, 1034}, {tt::ke, 31}})
            .starts_with("XSM-05 the numbers look like those of hankyzhang-gmssl"));
  CHECK(told({{tt::encr, 28, 128}, {tt::prf, 8}, {tt::integ, 14}, {tt::ke, 32}})
            .find("zhangke5959") != std::string::npos);
  CHECK(told({{tt::encr, 28}, {tt::prf, 8}, {tt::ke, 32}}).empty());    // what IANA means
  CHECK(told({{tt::encr, 1041}, {tt::prf, 5}, {tt::ke, 31}}).empty());  // one number says nothing
  // but that two of them read it differently
  CHECK(told({{tt::encr, 1042}, {tt::prf, 5}, {tt::ke, 31}}) ==
        "XSM-06 1042: SM4_CBC in baidi or SM4_CTR in pqgm-ipsec");
  CHECK(told({{tt::encr, 1042}, {tt::prf, 1052}, {tt::ke, 31}})
            .starts_with("XSM-05 the numbers look like those of pqgm-ipsec"));
}

}  // namespace espect::test::extension_rule_violated_shangmi
