// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_child_refused {

TEST_CASE("ike-child-refused names the notify") {
  AuditBench bench;
  const auto sa = told_sa();
  bench.events().tell(told_refusal(sa, registry::notify::ts_unacceptable, nullptr));
  const auto findings = bench.of("ike-child-refused");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->sentence() ==
        "10.2.0.10 refused a Child SA with TS_UNACCEPTABLE in IKE_AUTH; the IKE SA stays");
}

TEST_CASE("ike-child-refused says that INVALID_SYNTAX ends the IKE SA, RFC 7296 section 2.21.3") {
  AuditBench bench;
  const auto sa = told_sa();
  bench.events().tell(told_refusal(sa, registry::notify::invalid_syntax, nullptr));
  REQUIRE(bench.only("ike-child-refused") != nullptr);
  CHECK(bench.only("ike-child-refused")->sentence().ends_with("the IKE SA ends with it"));
}

TEST_CASE("ike-child-refused names a refused rekey of the IKE SA") {
  AuditBench bench;
  const auto sa = told_sa();
  auto rekey = told_refusal(sa, registry::notify::no_additional_sas, nullptr);
  rekey.protocol = registry::protocol::ike;
  rekey.exchange = registry::exchange::create_child_sa;
  bench.events().tell(rekey);
  REQUIRE(bench.only("ike-child-refused") != nullptr);
  CHECK(bench.only("ike-child-refused")->sentence() ==
        "10.2.0.10 refused the rekey of the IKE SA with NO_ADDITIONAL_SAS in CREATE_CHILD_SA; the "
        "IKE SA stays");
}

TEST_CASE(
    "ike-child-refused is silent on an IKE rekey without proposal and on a call to try again") {
  AuditBench bench;
  const auto sa = told_sa();
  auto rekey = told_refusal(sa, registry::notify::no_proposal_chosen, nullptr);
  rekey.protocol = registry::protocol::ike;
  bench.events().tell(rekey);
  bench.events().tell(told_refusal(sa, registry::notify::temporary_failure, nullptr));
  CHECK(bench.silent("ike-child-refused"));
}

}  // namespace espect::test::ike_child_refused
