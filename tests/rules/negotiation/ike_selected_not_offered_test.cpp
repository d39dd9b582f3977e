// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_selected_not_offered {

TEST_CASE("ike-selected-not-offered fires on a transform, a key length and a second transform") {
  const std::vector<TransformSpec> other_method{{tt::encr, 20, 256}, {tt::prf, 5}, {tt::ke, 19}};
  const std::vector<TransformSpec> shorter_key{{tt::encr, 20, 128}, {tt::prf, 5}, {tt::ke, 31}};
  const std::vector<TransformSpec> twice{
      {tt::encr, 20, 256}, {tt::prf, 5}, {tt::ke, 31}, {tt::ke, 31}};
  for (const auto& selection : {other_method, shorter_key, twice}) {
    AuditBench bench;
    bench.ike(true, init_request({classical})).ike(false, init_response(selection)).end();
    CHECK(bench.of("ike-selected-not-offered").size() == 1);
  }
}

TEST_CASE("ike-selected-not-offered fires on the number of another proposal") {
  AuditBench bench;
  const auto sa = told_sa();
  ToldChild told(1, {{tt::encr, 20, 256}});
  told.request.proposals[0].number = 2;
  bench.events().tell(told.made(sa));
  const auto findings = bench.of("ike-selected-not-offered");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->evidence.text("problem") == "proposal 1 was not offered");
}

TEST_CASE("ike-selected-not-offered is silent on a subset and without the request") {
  AuditBench subset;
  subset.ike(true, init_request({hybrid_or_not})).ike(false, init_response(hybrid)).end();
  CHECK(subset.silent("ike-selected-not-offered"));
  AuditBench late;
  late.ike(false, init_response(classical)).end();
  CHECK(late.silent("ike-selected-not-offered"));
}

TEST_CASE("ike-selected-not-offered is silent on an offer of IKEv1 that was longer than is kept") {
  for (const std::size_t transforms : {255U, 256U}) {
    AuditBench bench;
    auto sa = told_sa();
    sa.version = 1;
    const sessions::Proposal offered{1, registry::protocol::ike, {}, {{tt::encr, 12, 256}}};
    sa.offer.assign(transforms, offered);
    sa.selection = sessions::Proposal{1, registry::protocol::ike, {}, {{tt::encr, 12, 128}}};
    bench.tell(sessions::IkeSaNegotiated{sa, 1, 2});
    INFO(transforms);
    CHECK(bench.silent("ike-selected-not-offered") == (transforms == 256));
  }
}

}  // namespace espect::test::ike_selected_not_offered
