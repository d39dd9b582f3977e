// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/configured_policy.h"
#include "tests/support/negotiation.h"
#include "tests/support/told_events.h"

namespace espect::test::configuration_not_kept {
namespace {

const PayloadSpec announced{registry::payload::n, notify_payload(16430)};

}  // namespace

TEST_CASE("configuration-not-kept names the setting, its line and what was seen") {
  const auto policy = configured({{"", "version", "1", "version = 1"},
                                  {"", "proposals", "encr:12/256 prf:5 ke:31", "proposals = x"}});
  AuditBench bench(policy);
  bench.ike(true, init_request({classical})).ike(false, init_response(classical)).end();
  const auto* finding = bench.only("configuration-not-kept");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::medium);
  CHECK(finding->sentence() ==
        "IKE SA 1 does not do what connection gw (own.conf) says: version = 1 (own.conf line 1): "
        "IKE SA 1 is one of IKEv2; proposals = x (own.conf line 2): IKE SA 1 has "
        "ENCR_AES_GCM_16-256");
  CHECK(finding->frames == std::vector<std::uint32_t>{1});
  CHECK(bench.silent("configuration-kept"));
}

TEST_CASE("configuration-not-kept: an additional key exchange that was dropped") {
  const auto policy1 = configured({{"", "proposals", "encr:20/256 prf:5 ke:31 ke1:36", "p"}});
  AuditBench bench(policy1);
  bench.ike(true, init_request({hybrid_or_not})).ike(false, init_response(classical)).end();
  const auto* finding = bench.only("configuration-not-kept");
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.text("broken").find("no additional key exchange") != std::string::npos);
}

TEST_CASE("configuration-not-kept: fragmentation is announced although it is off") {
  const auto policy2 = configured({{"", "fragmentation", "no", "fragmentation = no"}});
  AuditBench bench(policy2);
  bench.ike(true, init_request({classical}, 31, {announced}))
      .ike(false, init_response(classical, {announced}))
      .end();
  REQUIRE(bench.only("configuration-not-kept") != nullptr);
  // The other end's file says nothing about this one.
  const auto policy3 = configured({{"", "fragmentation", "no", "fragmentation = no"},
                                   {"", "local_addresses", "10.2.0.10", "local"},
                                   {"", "remote_addresses", "10.1.0.10", "remote"}});
  AuditBench other(policy3);
  other.ike(true, init_request({classical}, 31, {announced}))
      .ike(false, init_response(classical))
      .end();
  CHECK(other.silent("configuration-not-kept"));
}

TEST_CASE("configuration-not-kept: selectors, mode and compression of a Child SA") {
  const auto policy4 = configured({{"net", "local_selectors", "192.168.1.0/24", "local_ts"},
                                   {"net", "remote_selectors", "192.168.2.0/24", "remote_ts"},
                                   {"net", "mode", "transport", "mode = transport"},
                                   {"net", "ipcomp", "yes", "ipcomp = yes"}});
  AuditBench bench(policy4);
  bench.ike(true, init_request({classical})).ike(false, init_response(classical));
  ToldChild child(1, {{tt::encr, 20, 256}});
  child.child.ts_i = {told_selector("192.168.1.0", "192.168.1.255")};
  child.child.ts_r = {told_selector("192.168.2.0", "192.168.2.255")};
  child.child.lineage = bench.ike_sa(1).lineage;
  bench.events().tell(child.made(bench.ike_sa(1)));
  bench.end();
  const auto* finding = bench.only("configuration-not-kept");
  REQUIRE(finding != nullptr);
  const auto broken = finding->evidence.text("broken");
  CHECK(broken.find("is in tunnel mode") != std::string::npos);
  CHECK(broken.find("has no IPComp") != std::string::npos);
  CHECK(finding->evidence.text("kept").find("net: local_ts") != std::string::npos);
  CHECK(finding->certainty == rules::Certainty::decrypted);
}

TEST_CASE("configuration-not-kept: selectors that no child has") {
  const auto policy5 = configured({{"net", "local_selectors", "192.168.1.0/25[tcp/80]", "local_ts"},
                                   {"net", "remote_selectors", "192.168.2.0/24", "remote_ts"}});
  AuditBench bench(policy5);
  bench.ike(true, init_request({classical})).ike(false, init_response(classical));
  ToldChild child(1, {{tt::encr, 20, 256}});
  child.child.ts_i = {told_selector("192.168.1.0", "192.168.1.255")};
  child.child.ts_r = {told_selector("192.168.2.0", "192.168.2.255")};
  child.child.lineage = bench.ike_sa(1).lineage;
  bench.events().tell(child.made(bench.ike_sa(1)));
  bench.end();
  const auto* finding = bench.only("configuration-not-kept");
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.text("broken").find("which no child of the connection has") !=
        std::string::npos);
}

TEST_CASE("configuration-not-kept is silent without promises, and about other peers") {
  const auto policy6 = configured({{"", "version", "1", "version = 1"},
                                   {"", "remote_addresses", "203.0.113.1", "remote_addrs"}});
  AuditBench bench(policy6);
  bench.ike(true, init_request({classical})).ike(false, init_response(classical)).end();
  CHECK(bench.silent("configuration-not-kept"));
  CHECK(bench.silent("configuration-kept"));
}

TEST_CASE("configuration-not-kept: packets smaller than the padding") {
  const auto policy7 = configured({{"net", "tfc_padding", "1000", "tfc_padding = 1000"},
                                   {"", "local_addresses", "10.1.0.10", "local_addrs"}});
  AuditBench bench(policy7);
  bench.esp(0xc1, 1).esp(0xc1, 2).end();
  const auto* finding = bench.only("configuration-not-kept");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence().find("has only 80 octets") != std::string::npos);
}

}  // namespace espect::test::configuration_not_kept
