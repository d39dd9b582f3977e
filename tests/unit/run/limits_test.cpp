// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/limits.h"

#include "tests/support/catch.h"

namespace espect::run {

TEST_CASE("Limits are what the last of each name says") {
  const auto limits =
      limits_of({"sas=7", "echo-requests=5", "fragmented-packets=3", "rule-entries=4", "sas=8"});
  CHECK(limits.sessions.flows == 8);
  CHECK(limits.sessions.echoes.requests == 5);
  CHECK(limits.network.fragments.datagrams == 3);
  CHECK(limits.rules.table == 4);
  CHECK(limits.sessions.ike_sas == Limits{}.sessions.ike_sas);
}

TEST_CASE("What sets no limit is told with what would") {
  CHECK(limit_problem("sas=1000000000").empty());
  CHECK(limit_problem("sas=0") == "'sas=0': sas=N wants a number from 1 to 1000000000");
  CHECK(limit_problem("sas") == "'sas': sas=N wants a number from 1 to 1000000000");
  CHECK(limit_problem("ports=12x") == "'ports=12x': ports=N wants a number from 1 to 1000000000");
  CHECK(limit_problem("ike-sa=3") == "no limit is named 'ike-sa'; did you mean ike-sas?");
  CHECK(limit_problem("=3") == "no limit is named ''");
}

}  // namespace espect::run
