// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_ts_narrowed {
namespace {

const auto wide = told_selector("192.168.0.0", "192.168.255.255");
const auto narrow = told_selector("192.168.1.0", "192.168.1.255");
const auto host = told_selector("192.168.1.7", "192.168.1.7");

bool fires(const std::vector<sessions::TrafficSelector>& asked,
           const std::vector<sessions::TrafficSelector>& got) {
  AuditBench bench;
  const auto sa = told_sa();
  ToldChild told(1, {{20}});
  told.request.ts_i = asked;
  told.child.ts_i = got;
  bench.events().tell(told.made(sa));
  return !bench.silent("ike-ts-narrowed");
}

}  // namespace

TEST_CASE("ike-ts-narrowed fires when part of what was asked for is not covered") {
  CHECK(fires({wide}, {narrow}));
  CHECK(fires({wide, narrow}, {narrow}));
  auto udp = wide;
  udp.ip_protocol = 17;
  CHECK(fires({wide}, {udp}));
}

TEST_CASE("ike-ts-narrowed is silent on equal selectors and on that of the first packet") {
  CHECK_FALSE(fires({wide}, {wide}));
  CHECK_FALSE(fires({host, wide}, {wide}));
  CHECK_FALSE(fires({host, wide}, {host, wide}));
}

TEST_CASE("ike-ts-narrowed leaves DSCP lists to their own rule") {
  sessions::TrafficSelector classes;
  classes.type = registry::traffic_selector_type::ts_dscp;
  classes.dscp = {34, 36, 38};
  auto fewer = classes;
  fewer.dscp = {34, 36};
  CHECK_FALSE(fires({wide, classes}, {wide, fewer}));
  CHECK(fires({wide, classes}, {narrow, fewer}));
}

}  // namespace espect::test::ike_ts_narrowed
