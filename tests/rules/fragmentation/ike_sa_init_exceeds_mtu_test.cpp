// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"
#include "tests/support/ike_builder.h"

namespace espect::test::ike_sa_init_exceeds_mtu {
namespace {

std::vector<std::uint8_t> init(std::size_t ke_octets) {
  return ike_message({.payloads = {{registry::payload::ke, ke_payload(36, ke_octets)}}});
}

TEST_CASE("ike-sa-init-exceeds-mtu fires on a large one and on IP fragments") {
  AuditBench large;
  large.ike(true, init(1500)).end();
  CHECK(large.only("ike-sa-init-exceeds-mtu") != nullptr);
  AuditBench fragmented;
  fragmented.fragmented_ike(true, init(1184), 2).end();
  CHECK(fragmented.only("ike-sa-init-exceeds-mtu") != nullptr);
}

TEST_CASE("ike-sa-init-exceeds-mtu is silent when it fits") {
  AuditBench bench;
  bench.ike(true, init(1184)).end();
  CHECK(bench.silent("ike-sa-init-exceeds-mtu"));
}

}  // namespace
}  // namespace espect::test::ike_sa_init_exceeds_mtu
