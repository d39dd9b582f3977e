// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/broken_paths.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"

namespace espect::test::ip_fragments_incomplete {
namespace {

TEST_CASE("ip-fragments-incomplete fires on ESP fragments") {
  AuditBench bench;
  const auto fragments = broken(false, 50);
  bench.tell(sessions::FragmentsBroken{bench.datagram(true), fragments});
  const auto* finding = bench.only("ip-fragments-incomplete");
  REQUIRE(finding != nullptr);
  CHECK(finding->count == 1);
  CHECK(finding->evidence.number("received_octets") == 712);
}

TEST_CASE("ip-fragments-incomplete is silent about UDP without ports and about the other fault") {
  AuditBench bench;
  const auto udp = broken(false, 17);
  const auto other = broken(true, 50);
  bench.tell(sessions::FragmentsBroken{bench.datagram(true), udp})
      .tell(sessions::FragmentsBroken{bench.datagram(true), other});
  CHECK(bench.silent("ip-fragments-incomplete"));
}

TEST_CASE("ip-fragments-incomplete accuses nobody where the capture ends") {
  const auto severity = [](double seconds) {
    AuditBench bench;
    const auto fragments = broken(false, 50);
    bench.esp_at(0, 0xa, 1);
    bench.tell(sessions::FragmentsBroken{bench.datagram(true, seconds), fragments});
    bench.esp_at(20, 0xa, 2).end(20);
    REQUIRE(bench.only("ip-fragments-incomplete") != nullptr);
    return bench.only("ip-fragments-incomplete")->severity;
  };
  CHECK(severity(10) == rules::Severity::medium);
  CHECK(severity(19.95) == rules::Severity::info);
}

TEST_CASE("ip-fragments-incomplete accuses nobody where the capture begins") {
  const auto severity = [](double seconds, bool first_came) {
    AuditBench bench;
    auto fragments = broken(false, 50);
    fragments.first_came = first_came;
    bench.esp_at(1, 0xa, 1);
    bench.tell(sessions::FragmentsBroken{bench.datagram(true, seconds), fragments});
    bench.esp_at(20, 0xa, 2).end(20);
    REQUIRE(bench.only("ip-fragments-incomplete") != nullptr);
    return bench.only("ip-fragments-incomplete")->severity;
  };
  CHECK(severity(1.05, false) == rules::Severity::info);
  CHECK(severity(1.05, true) == rules::Severity::medium);  // what follows it would be there
  CHECK(severity(1.2, false) == rules::Severity::medium);
}

}  // namespace
}  // namespace espect::test::ip_fragments_incomplete
