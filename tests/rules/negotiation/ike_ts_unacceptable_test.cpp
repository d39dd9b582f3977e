// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_ts_unacceptable {

TEST_CASE("ike-ts-unacceptable shows the selectors that were offered") {
  AuditBench bench;
  const auto sa = told_sa();
  sessions::SaPayloads request;
  request.ts_i = {told_selector("192.168.1.0", "192.168.1.255")};
  request.ts_r = {told_selector("192.168.9.0", "192.168.9.255")};
  bench.events().tell(told_refusal(sa, registry::notify::ts_unacceptable, &request));
  const auto findings = bench.of("ike-ts-unacceptable");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->evidence.text("ts_i") == "192.168.1.0/24");
  CHECK(findings[0]->evidence.text("ts_r") == "192.168.9.0/24");
}

TEST_CASE("ike-ts-unacceptable is silent on other refusals") {
  AuditBench bench;
  const auto sa = told_sa();
  bench.events().tell(told_refusal(sa, registry::notify::no_proposal_chosen, nullptr));
  CHECK(bench.silent("ike-ts-unacceptable"));
}

namespace {

// The request of a refusal between two networks; a Child SA for others was made before.
rules::Evidence evidence_after(const sessions::TrafficSelector& ts_i,
                               const sessions::TrafficSelector& ts_r, bool with_child) {
  AuditBench bench;
  const auto sa = told_sa();
  ToldChild child(1, {{tt::encr, 20, 256}});
  child.child.initiator = sa.initiator;
  child.child.responder = sa.responder;
  child.child.ts_i = {told_selector("192.168.1.0", "192.168.1.255")};
  child.child.ts_r = {told_selector("192.168.2.0", "192.168.2.255")};
  if (with_child) bench.events().tell(child.made(sa));
  sessions::SaPayloads request;
  request.ts_i = {ts_i};
  request.ts_r = {ts_r};
  bench.events().tell(told_refusal(sa, registry::notify::ts_unacceptable, &request));
  bench.end();
  REQUIRE(bench.only("ike-ts-unacceptable") != nullptr);
  return bench.only("ike-ts-unacceptable")->evidence;
}

const auto net_1 = [] { return told_selector("192.168.1.0", "192.168.1.255"); };
const auto net_2 = [] { return told_selector("192.168.2.0", "192.168.2.255"); };
const auto net_9 = [] { return told_selector("192.168.9.0", "192.168.9.255"); };

bool says(const rules::Evidence& evidence, std::string_view words) {
  return evidence.text("why").find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("ike-ts-unacceptable compares with what the peer took for another Child SA") {
  const auto differs = evidence_after(net_1(), net_9(), true);
  CHECK(differs.text("offered TSr") == "192.168.9.0/24");
  CHECK(differs.text("accepted TSr") == "192.168.2.0/24");
  CHECK(says(differs, "Likeliest cause: TSr differs"));
  CHECK(says(evidence_after(net_2(), net_1(), true), "swapped"));
  CHECK(says(evidence_after(net_1(), net_2(), true), "took the same"));
}

TEST_CASE("ike-ts-unacceptable says so when nothing shows what the peer takes") {
  const auto unknown = evidence_after(net_1(), net_9(), false);
  CHECK(unknown.text("accepted TSr") == "not known");
  CHECK(says(unknown, "shows nowhere in this capture"));
  CHECK(says(evidence_after(net_1(), told_selector("fd01::", "fd01::ff"), false), "IPv6"));
}

}  // namespace espect::test::ike_ts_unacceptable
