// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/broken_paths.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::ip_fragments_overlap {
namespace {

TEST_CASE("ip-fragments-overlap fires on ESP fragments") {
  AuditBench bench;
  const auto fragments = broken(true, 50);
  bench.tell(sessions::FragmentsBroken{bench.datagram(true), fragments});
  const auto* finding = bench.only("ip-fragments-overlap");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 1);
  CHECK(finding->evidence.number("received_octets") == 712);
}

TEST_CASE("ip-fragments-overlap is silent about UDP without ports and about the other fault") {
  AuditBench bench;
  const auto udp = broken(true, 17);
  const auto other = broken(false, 50);
  bench.tell(sessions::FragmentsBroken{bench.datagram(true), udp})
      .tell(sessions::FragmentsBroken{bench.datagram(true), other});
  CHECK(bench.silent("ip-fragments-overlap"));
}

}  // namespace
}  // namespace espect::test::ip_fragments_overlap
