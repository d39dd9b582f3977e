// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/configured_policy.h"
#include "tests/support/negotiation.h"

namespace espect::test::configuration_kept {
namespace {

const PayloadSpec announced{registry::payload::n, notify_payload(16430)};

}  // namespace

TEST_CASE("configuration-kept says what is kept, and why the rest was not seen") {
  const auto policy1 = configured({{"", "local_addresses", "10.1.0.10", "local_addrs"},
                                   {"", "remote_addresses", "any", "remote_addrs"},
                                   {"", "version", "2", "version = 2"},
                                   {"", "proposals", "encr:20/256 prf:5 ke:31", "proposals = x"},
                                   {"", "mobike", "yes", "mobike = yes"},
                                   {"net", "mode", "tunnel", "mode = tunnel"},
                                   {"net", "replay_window", "64", "replay_window = 64"}});
  AuditBench bench(policy1);
  bench.ike(true, init_request({classical})).ike(false, init_response(classical)).end();
  const auto* finding = bench.only("configuration-kept");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::info);
  CHECK(finding->certainty == rules::Certainty::observed);
  CHECK(finding->sentence() ==
        "IKE SA 1 does what connection gw (own.conf) says of version = 2, proposals = x; not seen: "
        "mobike = yes: no IKE_AUTH message of this end was opened; net: mode = tunnel: the "
        "messages that make Child SAs were not opened; net: replay_window = 64: no packets of it");
}

TEST_CASE("configuration-kept: a file that may be of either end speaks for neither") {
  const auto policy2 = configured({{"", "local_side", "unknown", "left"},
                                   {"", "local_addresses", "10.2.0.10", "left"},
                                   {"", "remote_addresses", "10.1.0.10", "right"},
                                   {"", "fragmentation", "no", "fragmentation = no"}});
  AuditBench bench(policy2);
  bench.ike(true, init_request({classical}, 31, {announced}))
      .ike(false, init_response(classical))
      .end();
  const auto* finding = bench.only("configuration-kept");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence().find("does not say which end it is of") != std::string::npos);
}

TEST_CASE("configuration-kept is silent under a policy without promises") {
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, init_response(classical)).end();
  CHECK(bench.silent("configuration-kept"));
}

TEST_CASE("configuration-kept judges what an end says by the message of that end alone") {
  const auto policy3 = configured({{"", "local_addresses", "10.2.0.10", "local_addrs"},
                                   {"", "remote_addresses", "10.1.0.10", "remote_addrs"},
                                   {"", "version", "2", "version = 2"},
                                   {"", "fragmentation", "yes", "fragmentation = yes"}});
  const auto said = [&](const auto& notifies) {
    AuditBench bench(policy3);
    bench.ike(false, init_response(classical, notifies)).end();
    const auto* finding = bench.only("configuration-kept");
    return finding != nullptr ? finding->sentence() : std::string();
  };
  CHECK(said(std::vector{announced}).find("version = 2, fragmentation = yes") != std::string::npos);
  CHECK(said(std::vector<PayloadSpec>{})
            .find("fragmentation = yes: IKE_SA_INIT of the initiator is not in the capture") !=
        std::string::npos);
}

}  // namespace espect::test::configuration_kept
