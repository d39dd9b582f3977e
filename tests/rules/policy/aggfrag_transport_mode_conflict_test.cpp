// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::aggfrag_transport_mode_conflict {

namespace notify = registry::notify;

TEST_CASE("aggfrag-transport-mode-conflict fires on both notifies in one message") {
  AuditBench bench;
  const auto sa = told_sa();
  ToldChild told(1, {{tt::encr, 20, 256}});
  told.request.notifies = {notify::use_transport_mode, notify::use_aggfrag};
  bench.events().tell(told.made(sa));
  REQUIRE(bench.of("aggfrag-transport-mode-conflict").size() == 1);
  CHECK(bench.of("aggfrag-transport-mode-conflict")[0]->evidence.text("message") == "request");
}

TEST_CASE("aggfrag-transport-mode-conflict is silent on one of them") {
  AuditBench bench;
  const auto sa = told_sa();
  ToldChild told(1, {{tt::encr, 20, 256}});
  told.request.notifies = {notify::use_aggfrag};
  told.response.notifies = {notify::use_aggfrag};
  bench.events().tell(told.made(sa));
  CHECK(bench.silent("aggfrag-transport-mode-conflict"));
}

}  // namespace espect::test::aggfrag_transport_mode_conflict
