// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"
#include "tests/support/told_events.h"

namespace espect::test::weak_algorithm {
namespace {

const std::vector<TransformSpec> weak{{tt::encr, 2}, {tt::prf, 2}, {tt::integ, 2}, {tt::ke, 1}};

}  // namespace

TEST_CASE("weak-algorithm is medium for what is forbidden and negotiated, one finding per IKE SA") {
  AuditBench bench;
  bench.ike(true, init_request({weak}, 1)).ike(false, init_response(weak)).end();
  const auto findings = bench.of("weak-algorithm");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 1);
  CHECK(findings[0]->severity == rules::Severity::medium);
  const auto negotiated = findings[0]->evidence.text("negotiated");
  CHECK(negotiated.find("ENCR_DES (forbidden") != std::string::npos);
  CHECK(negotiated.find("768-bit MODP (forbidden") != std::string::npos);
  CHECK(negotiated.find("PRF_HMAC_SHA1 (discouraged") != std::string::npos);
}

TEST_CASE("weak-algorithm is low for what the RFCs merely discourage, and names them") {
  const std::vector<TransformSpec> old{{tt::encr, 3}, {tt::prf, 5}, {tt::integ, 12}, {tt::ke, 2}};
  AuditBench bench;
  bench.ike(true, init_request({old}, 2)).ike(false, init_response(old)).end();
  const auto* finding = bench.only("weak-algorithm");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::low);
  const auto negotiated = finding->evidence.text("negotiated");
  CHECK(negotiated.find("ENCR_3DES (discouraged") != std::string::npos);
  CHECK(negotiated.find("1024-bit MODP (discouraged") != std::string::npos);
  CHECK(negotiated.find("RFC 8247)") != std::string::npos);
}

TEST_CASE("weak-algorithm is one step lower for what was only offered") {
  AuditBench bench;
  bench.ike(true, init_request({classical, weak})).ike(false, init_response(classical)).end();
  const auto findings = bench.of("weak-algorithm");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->severity == rules::Severity::low);
  CHECK(findings[0]->evidence.text("negotiated").empty());
}

TEST_CASE("weak-algorithm follows the policy it is given") {
  const auto strict = registry::parse_policy(
      "kind,id,name,key_bits,scope,verdict,reason,reference,note\n"
      "encr,20,ENCR_AES_GCM_16,,any,forbidden,this test says so,none,\n",
      "strict");
  REQUIRE(strict.has_value());
  AuditBench bench(*strict);
  bench.ike(true, init_request({classical})).ike(false, init_response(classical)).end();
  REQUIRE(bench.of("weak-algorithm").size() == 1);
  CHECK(bench.of("weak-algorithm")[0]->evidence.text("policy") == "strict");
}

TEST_CASE("weak-algorithm is silent on a modern hybrid negotiation") {
  AuditBench bench;
  bench.ike(true, init_request({hybrid_or_not})).ike(false, init_response(hybrid)).end();
  CHECK(bench.silent("weak-algorithm"));
}

TEST_CASE("weak-algorithm counts Child SAs and leaves NULL to null-encryption") {
  AuditBench bench;
  const auto sa = told_sa();
  bench.events().tell(ToldChild(1, {{tt::encr, 3}, {tt::integ, 2}}).made(sa));
  bench.events().tell(ToldChild(2, {{tt::encr, 12, 128}, {tt::integ, 1}}).made(sa));
  bench.events().tell(ToldChild(3, {{tt::encr, 11}, {tt::integ, 12}}).made(sa));
  bench.events().tell(ToldChild(4, {{tt::encr, 20, 256}}).made(sa));
  const auto findings = bench.of("weak-algorithm");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 2);
  CHECK(findings[0]->severity == rules::Severity::medium);
  const auto negotiated = findings[0]->evidence.text("negotiated");
  CHECK(negotiated.starts_with("for ESP ENCR_3DES (discouraged"));
  CHECK(negotiated.find("AUTH_HMAC_MD5_96 (forbidden") != std::string::npos);
}

TEST_CASE("weak-algorithm names the protocol, SPIs and selectors of every weak Child SA") {
  AuditBench bench;
  const auto sa = told_sa();
  ToldChild esp(1, {{tt::encr, 12, 128}, {tt::integ, 2}});
  ToldChild ah(2, {{tt::integ, 2}});
  ah.child.protocol = Protocol::ah;
  bench.events().tell(esp.made(sa));
  bench.events().tell(ah.made(sa));
  const auto* finding = bench.only("weak-algorithm");
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.number("weak_child_sas") == 2);
  const auto negotiated = finding->evidence.text("negotiated");
  CHECK(negotiated.find("for ESP AUTH_HMAC_SHA1_96") != std::string::npos);
  CHECK(negotiated.find("for AH AUTH_HMAC_SHA1_96") != std::string::npos);
  const auto named = finding->evidence.text("child_sas");
  CHECK(named.find("AH 0x") != std::string::npos);
  CHECK(named.find(" == ") != std::string::npos);
}

TEST_CASE("weak-algorithm judges an offer that nobody answered") {
  AuditBench bench;
  bench.ike(true, init_request({weak}, 1)).end(9);
  const auto findings = bench.of("weak-algorithm");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->severity == rules::Severity::low);
  CHECK(findings[0]->frames == std::vector<std::uint32_t>{1});
}

TEST_CASE("weak-algorithm speaks of drift under a policy from a capture, also about SN and ADDKE") {
  const auto baseline = registry::parse_policy(
      "kind,id,name,key_bits,scope,verdict,reason,reference,note\n"
      "encr,20,ENCR_AES_GCM_16,256,ike,acceptable,negotiated in good.pcap,baseline good.pcap,\n"
      "prf,5,PRF_HMAC_SHA2_256,,ike,acceptable,negotiated in good.pcap,baseline good.pcap,\n"
      "ke,31,Curve25519,,ike,acceptable,negotiated in good.pcap,baseline good.pcap,\n"
      "ke,36,ML-KEM-768,,ike,offer-only,only offered in good.pcap,baseline good.pcap,\n"
      "ke,*,every other,,ike,forbidden,not in good.pcap,baseline good.pcap,\n"
      "encr,20,ENCR_AES_GCM_16,256,esp,acceptable,negotiated in good.pcap,baseline good.pcap,\n"
      "sn,1,Partially Transmitted 64-bit Sequential Numbers,,esp,acceptable,x,baseline "
      "good.pcap,\n"
      "sn,*,every other,,esp,forbidden,not in good.pcap,baseline good.pcap,\n",
      "drift.csv");
  REQUIRE(baseline.has_value());
  AuditBench same(*baseline);
  same.ike(true, init_request({hybrid_or_not})).ike(false, init_response(classical)).end();
  CHECK(same.silent("weak-algorithm"));

  AuditBench other(*baseline);
  other.ike(true, init_request({hybrid_or_not})).ike(false, init_response(hybrid)).end();
  REQUIRE(other.only("weak-algorithm") != nullptr);
  CHECK(other.only("weak-algorithm")->severity == rules::Severity::medium);
  CHECK(other.only("weak-algorithm")->sentence() ==
        "IKE SA 1 under policy drift.csv: negotiated ADDKE1 ML-KEM-768 (configuration drift: only "
        "offered in good.pcap)");

  AuditBench numbers(*baseline);
  const auto sa = told_sa();
  numbers.events().tell(ToldChild(1, {{tt::encr, 20, 256}, {tt::sn, 1}}).made(sa));
  CHECK(numbers.silent("weak-algorithm"));
  numbers.events().tell(ToldChild(2, {{tt::encr, 20, 256}, {tt::sn, 0}}).made(sa));
  REQUIRE(numbers.only("weak-algorithm") != nullptr);
  CHECK(
      numbers.only("weak-algorithm")->sentence().find("(configuration drift: not in good.pcap)") !=
      std::string::npos);
}

TEST_CASE("weak-algorithm judges what a key source names and an ICV proves") {
  AuditBench bench;
  sessions::EspFlow flow;
  flow.spi = 0xc0ffee01;
  flow.id = 1;
  flow.packets = flow.icv_ok = 8;
  flow.algorithms = sessions::EspAlgorithms{3, 24, 1, 8, 12, 8};  // 3DES, HMAC-MD5
  bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr});
  const auto* finding = bench.only("weak-algorithm");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::medium);
  CHECK(finding->subject.spi == 0xc0ffee01);
  CHECK(finding->sentence().find("under policy default: uses ENCR_3DES") != std::string::npos);
  CHECK(finding->sentence().find("AUTH_HMAC_MD5_96 (forbidden") != std::string::npos);
  AuditBench modern;
  flow.algorithms = sessions::EspAlgorithms{20, 32, 0, 8, 16, 4};
  modern.tell(sessions::EspFlowEnded{flow, nullptr, nullptr});
  CHECK(modern.silent("weak-algorithm"));
}

}  // namespace espect::test::weak_algorithm
