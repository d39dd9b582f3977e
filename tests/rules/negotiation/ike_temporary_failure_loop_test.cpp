// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_temporary_failure_loop {
namespace {

void put_off(AuditBench& bench, sessions::IkeSa& sa, const sessions::SaPayloads* request,
             double seconds) {
  sa.last_time = at(seconds);
  auto refusal = told_refusal(sa, registry::notify::temporary_failure, request);
  refusal.exchange = registry::exchange::create_child_sa;
  bench.tell(refusal);
}

}  // namespace

TEST_CASE("ike-temporary-failure-loop counts refusals in a row and says for how long") {
  AuditBench bench;
  auto sa = told_sa();
  sessions::SaPayloads request;
  request.rekeys = {registry::protocol::esp, 0xc1000001};
  for (int i = 0; i < 20; ++i) put_off(bench, sa, &request, i * 10);
  const auto* finding = bench.only("ike-temporary-failure-loop");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence() ==
        "10.2.0.10 put off the rekey of Child SA 0xc1000001 20 times in 190 s with "
        "TEMPORARY_FAILURE");
}

TEST_CASE("ike-temporary-failure-loop is silent on two, and when something comes up between") {
  AuditBench bench;
  auto sa = told_sa();
  put_off(bench, sa, nullptr, 0);
  put_off(bench, sa, nullptr, 1);
  const ToldChild child(1, {{registry::transform_type::encr, 20, 256}});
  bench.tell(child.made(sa));
  put_off(bench, sa, nullptr, 2);
  CHECK(bench.silent("ike-temporary-failure-loop"));
}

}  // namespace espect::test::ike_temporary_failure_loop
